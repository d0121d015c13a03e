package dev.perdure.sdk.client;

/// Says that there is no instance with the given id.
public final class InstanceNotFoundException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String instanceId;

  /// There is no such instance.
  public InstanceNotFoundException(String instanceId) {
    super("Expected an instance with the id '" + instanceId + "', but there is none");
    this.instanceId = instanceId;
  }

  /// The id that was asked for.
  public String getInstanceId() {
    return instanceId;
  }
}
