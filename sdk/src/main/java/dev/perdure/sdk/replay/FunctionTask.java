package dev.perdure.sdk.replay;

import dev.perdure.model.Action;
import dev.perdure.model.FailureDetails;
import dev.perdure.sdk.RetryContext;
import dev.perdure.sdk.RetryHandler;
import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.TaskFailedException;
import dev.perdure.sdk.TaskOptions;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A call of an activity, a sub-orchestration or an entity with its retries. Every attempt is an
/// action of its own with an id of its own, and so is the timer between two.
class FunctionTask<V extends @Nullable Object> extends RunTask<V> {
  private final String name;
  private final Type resultType;
  private final @Nullable TaskOptions options;
  private final IntFunction<Action> call;
  private final Instant firstStart;
  private int attempt = 1;
  private int taskId;

  FunctionTask(
      OrchestratorRun run,
      String name,
      Type resultType,
      @Nullable TaskOptions options,
      IntFunction<Action> call) {
    super(run);
    this.name = name;
    this.resultType = resultType;
    this.options = options;
    this.call = call;
    this.firstStart = run.now();
    start();
  }

  private void start() {
    if (hasEnded()) {
      return; // It was given up between two attempts.
    }
    taskId = run.schedule(this, call);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // The result type was given together with V.
  void succeeded(@Nullable String result) {
    V value;
    try {
      value = (V) run.deserialize(result, resultType, "result of task ", name, taskId);
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    complete(value);
  }

  void failed(FailureDetails failure) {
    boolean again;
    try {
      again = options != null && !failure.nonRetriable() && retry(options, failure);
    } catch (RuntimeException e) {
      fail(e); // The retry handler threw.
      return;
    }
    if (!again) {
      fail(failure(taskId, failure));
    }
  }

  /// What the program gets to see of a failure that is not retried.
  TaskFailedException failure(int failedTaskId, FailureDetails failure) {
    return new TaskFailedException(failedTaskId, name, failure);
  }

  private boolean retry(TaskOptions how, FailureDetails failure) {
    Duration elapsed = Duration.between(firstStart, run.now());
    RetryPolicy policy = how.getRetryPolicy().orElse(null);
    if (policy != null) {
      return retry(policy, elapsed);
    }
    RetryHandler handler = how.getRetryHandler().orElse(null);
    if (handler == null
        || !handler.handle(new RetryContext(run.context(), attempt, failure, elapsed))) {
      return false;
    }
    attempt++;
    start();
    return true;
  }

  private boolean retry(RetryPolicy policy, Duration elapsed) {
    boolean inTime = policy.getRetryTimeout().isZero()
        || elapsed.compareTo(policy.getRetryTimeout()) < 0;
    if (attempt >= policy.getMaxNumberOfAttempts() || !inTime) {
      return false;
    }
    Duration delay = RetryDelay.before(policy, attempt - 1);
    attempt++;
    run.setTimer(run.now().plus(delay), this::start);
    return true;
  }
}
