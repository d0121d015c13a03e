package dev.perdure.sdk.client;

/// What a purge did.
public final class PurgeResult {
  private final int deletedInstanceCount;

  /// The given number of instances was removed.
  public PurgeResult(int deletedInstanceCount) {
    this.deletedInstanceCount = deletedInstanceCount;
  }

  /// How many instances were removed.
  public int getDeletedInstanceCount() {
    return deletedInstanceCount;
  }
}
