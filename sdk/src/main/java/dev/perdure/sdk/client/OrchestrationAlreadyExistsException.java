package dev.perdure.sdk.client;

import dev.perdure.model.OrchestrationStatus;

/// Says that an instance id is in use by an instance that may not be replaced.
public final class OrchestrationAlreadyExistsException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final String instanceId;
  private final OrchestrationStatus status;

  /// The id is in use.
  public OrchestrationAlreadyExistsException(String instanceId, OrchestrationStatus status) {
    super("Expected the instance id '" + instanceId + "' to be free, but an instance with it is "
        + status.label());
    this.instanceId = instanceId;
    this.status = status;
  }

  /// The id.
  public String getInstanceId() {
    return instanceId;
  }

  /// The status of the instance that has the id.
  public OrchestrationStatus getStatus() {
    return status;
  }
}
