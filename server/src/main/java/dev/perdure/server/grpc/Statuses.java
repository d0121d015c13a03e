package dev.perdure.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.model.codec.CodecException;
import dev.perdure.model.request.Outcome;
import dev.perdure.runtime.store.StoreException;
import dev.perdure.server.configuration.IssuerUnavailableException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What outcomes and failures are called in gRPC. SDKs repeat calls that were `UNAVAILABLE`, so
/// only what is worth repeating is called so.
final class Statuses {
  private static final Logger log = LoggerFactory.getLogger(Statuses.class);

  private Statuses() {}

  /// Passes what succeeded, if only by changing nothing.
  ///
  /// @throws StatusRuntimeException if the request was refused
  static Outcome accepted(Outcome outcome) {
    Status status = switch (outcome) {
      case Outcome.Accepted _ -> Status.OK;
      case Outcome.NoEffect _ -> Status.OK;
      case Outcome.Exists exists -> Status.ALREADY_EXISTS.withDescription(
          "An orchestration with the id '" + exists.instanceId() + "' already exists and is "
              + exists.status().label());
      case Outcome.NotFound missing -> Status.NOT_FOUND.withDescription(
          "An orchestration with the id '" + missing.instanceId() + "' was not found");
      case Outcome.Refused refused ->
        Status.FAILED_PRECONDITION.withDescription(refused.message());
      case Outcome.Invalid invalid -> Status.INVALID_ARGUMENT.withDescription(invalid.message());
      case Outcome.Reused reused -> Status.INVALID_ARGUMENT.withDescription(reused.message());
      case Outcome.TooLarge large -> Status.INVALID_ARGUMENT.withDescription(large.message());
      case Outcome.Unavailable gone -> Status.UNAVAILABLE.withDescription(gone.message());
    };
    if (!status.isOk()) {
      throw status.asRuntimeException();
    }
    return outcome;
  }

  /// The status that tells a caller of a failure.
  static StatusRuntimeException of(Throwable failure) {
    return switch (failure) {
      case CompletionException wrapper when wrapper.getCause() != null -> of(wrapper.getCause());
      case StatusRuntimeException known -> known;
      case InvalidProtocolBufferException malformed -> malformed(malformed);
      case CodecException malformed -> malformed(malformed);
      case IllegalArgumentException wrong ->
        Status.INVALID_ARGUMENT.withDescription(wrong.getMessage()).asRuntimeException();
      case StoreException gone ->
        Status.UNAVAILABLE.withDescription(gone.getMessage()).asRuntimeException();
      case IssuerUnavailableException later ->
        Status.UNAVAILABLE.withDescription(later.getMessage()).asRuntimeException();
      case CancellationException _ -> Status.CANCELLED.asRuntimeException();
      default -> {
        log.error("Expected to answer a call, but it failed", failure);
        yield Status.INTERNAL.withDescription("The server failed; its log says how")
            .asRuntimeException();
      }
    };
  }

  private static StatusRuntimeException malformed(Exception cause) {
    return Status.INVALID_ARGUMENT
        .withDescription("The message is malformed: " + cause.getMessage()).asRuntimeException();
  }
}
