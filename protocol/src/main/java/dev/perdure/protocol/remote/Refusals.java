package dev.perdure.protocol.remote;

import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.Outcome;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletionException;

/// What the statuses of calls mean.
final class Refusals {
  private Refusals() {}

  static Status status(Throwable failure) {
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
    return Status.fromThrowable(cause);
  }

  static Outcome outcome(Throwable failure, String instanceId) {
    Status status = status(failure);
    String message = status.getDescription() == null ? "" : status.getDescription();
    return switch (status.getCode()) {
      case ALREADY_EXISTS -> new Outcome.Exists(instanceId, OrchestrationStatus.RUNNING);
      case NOT_FOUND -> new Outcome.NotFound(instanceId);
      case FAILED_PRECONDITION -> new Outcome.Refused(OrchestrationStatus.RUNNING, message);
      case INVALID_ARGUMENT -> new Outcome.Invalid(message);
      case UNAVAILABLE, DEADLINE_EXCEEDED -> new Outcome.Unavailable(message);
      default -> throw failure(failure);
    };
  }

  static RuntimeException failure(Throwable failure) {
    Status status = status(failure);
    return status.getCode() == Status.Code.INVALID_ARGUMENT
        ? new IllegalArgumentException(status.getDescription())
        : new StatusRuntimeException(status);
  }
}
