package dev.perdure.runtime.store;

/// What is fixed for the life of a task hub.
///
/// @param hubId a random name made at creation, so that a copied hub can be told from its original
/// @param partitions how many partitions instances are spread over
/// @param format the version of the stored formats
public record HubIdentity(String hubId, int partitions, int format) {

  /// The number of partitions of every new hub, the same in every mode so that hubs can move
  /// between stores.
  public static final int DEFAULT_PARTITIONS = 32;

  /// The format that this release writes.
  public static final int CURRENT_FORMAT = 1;

  /// Checks the number of partitions, which has to fit the two bytes that keys give it.
  public HubIdentity {
    if (partitions < 1 || partitions >= 0xffff) {
      throw new IllegalArgumentException(
          "Expected between 1 and 65534 partitions, but got " + partitions);
    }
  }
}
