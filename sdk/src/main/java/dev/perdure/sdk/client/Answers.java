package dev.perdure.sdk.client;

import dev.perdure.model.EntityId;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.request.OperationAnswer;
import dev.perdure.model.request.Outcome;
import dev.perdure.sdk.EntityOperationFailedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Waits for what the hub answers and turns its outcomes into results and exceptions.
final class Answers {

  private Answers() {}

  static <T> T await(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw interrupted(future, e);
    } catch (ExecutionException e) {
      throw failed(e);
    }
  }

  /// Waits for the given time, then cancels the stage.
  static <T> T await(CompletionStage<T> stage, Duration timeout, String what)
      throws TimeoutException {
    CompletableFuture<T> future = stage.toCompletableFuture();
    try {
      return future.get(nanos(timeout), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      future.cancel(false);
      throw new TimeoutException("Expected " + what + " within " + timeout + ", but it did not");
    } catch (InterruptedException e) {
      throw interrupted(future, e);
    } catch (ExecutionException e) {
      throw failed(e);
    }
  }

  /// Whether the request took effect.
  ///
  /// @return false if the instance has ended or was as asked already
  static boolean tookEffect(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted unused -> true;
      case Outcome.NoEffect unused -> false;
      case Outcome.Exists it ->
        throw new OrchestrationAlreadyExistsException(it.instanceId(), it.status());
      case Outcome.NotFound it -> throw new InstanceNotFoundException(it.instanceId());
      case Outcome.Refused it -> throw new IllegalStateException(it.message());
      case Outcome.Invalid it -> throw new IllegalArgumentException(it.message());
      case Outcome.Reused it -> throw new IllegalArgumentException(it.message());
      case Outcome.TooLarge it -> throw new IllegalArgumentException(it.message());
      case Outcome.Unavailable it -> throw new HubUnavailableException(it.message(), null);
    };
  }

  /// The id of the instance that a start or restart is about.
  static String instanceId(Outcome outcome, String asked) {
    return tookEffect(outcome) && outcome instanceof Outcome.Accepted accepted
        ? accepted.execution().instanceId()
        : asked;
  }

  /// The result of a client's call of an entity.
  static @Nullable String result(OperationAnswer answer, EntityId id, String operation) {
    return switch (answer) {
      case OperationAnswer.Performed performed -> switch (performed.outcome()) {
        case TaskOutcome.Succeeded succeeded -> succeeded.result();
        case TaskOutcome.Failed failed ->
          throw new EntityOperationFailedException(-1, id, operation, failed.failure());
      };
      case OperationAnswer.Refused refused -> {
        tookEffect(refused.outcome());
        throw new IllegalStateException(
            "Expected an answer of " + id + ", but got " + refused.outcome());
      }
    };
  }

  private static long nanos(Duration timeout) {
    return timeout.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0
        ? Long.MAX_VALUE
        : timeout.toNanos();
  }

  private static HubUnavailableException interrupted(
      CompletableFuture<?> future, InterruptedException cause) {
    future.cancel(false);
    Thread.currentThread().interrupt();
    return new HubUnavailableException("Expected an answer, but the thread was interrupted", cause);
  }

  private static RuntimeException failed(ExecutionException failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof IllegalArgumentException invalid) {
      return new IllegalArgumentException(invalid.getMessage(), failure);
    }
    return new HubUnavailableException("Expected an answer, but the hub failed: " + cause, failure);
  }
}
