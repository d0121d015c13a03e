package dev.perdure.sdk;

import dev.perdure.model.EntityId;
import dev.perdure.model.FailureDetails;

/// Says that an entity's operation failed.
public final class EntityOperationFailedException extends TaskFailedException {
  private static final long serialVersionUID = 1L;

  private final transient EntityId entityId;
  private final String operationName;

  /// A failure of the named operation.
  ///
  /// @param taskId the id of the action that called it, or -1 for a client's call
  /// @param details what went wrong
  public EntityOperationFailedException(
      int taskId, EntityId entityId, String operationName, FailureDetails details) {
    super(
        "Operation '" + operationName + "' of entity '" + entityId + "' failed with an unhandled "
            + details.errorType() + ": " + details.message(),
        taskId, operationName, details);
    this.entityId = entityId;
    this.operationName = operationName;
  }

  /// The entity.
  public EntityId getEntityId() {
    return entityId;
  }

  /// The name of the operation.
  public String getOperationName() {
    return operationName;
  }
}
