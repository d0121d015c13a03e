package dev.perdure.sdk.replay;

import dev.perdure.model.Action;
import dev.perdure.model.EntityId;
import dev.perdure.model.FailureDetails;
import dev.perdure.sdk.CallEntityOptions;
import dev.perdure.sdk.EntityOperationFailedException;
import dev.perdure.sdk.TaskCanceledException;
import dev.perdure.sdk.TaskFailedException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A call of an entity, perhaps with a limit of time.
final class EntityTask<V extends @Nullable Object> extends FunctionTask<V>
    implements
      RunTask.Listener {
  private static final int NO_TIMER = -1;

  private final EntityId entity;
  private final String operation;
  private int timerId = NO_TIMER;

  EntityTask(
      OrchestratorRun run,
      EntityId entity,
      String operation,
      Type resultType,
      CallEntityOptions options,
      IntFunction<Action> call) {
    super(run, operation, resultType, options.retries().orElse(null), call);
    this.entity = entity;
    this.operation = operation;
    run.entities.begun(entity);
    whenEnded(this);
    options.timeout().ifPresent(this::expireAfter);
  }

  private void expireAfter(Duration timeout) {
    timerId = run.setTimer(run.now().plus(timeout), () -> {
      timerId = NO_TIMER;
      fail(new TaskCanceledException(
          "Operation '" + operation + "' of entity '" + entity + "' did not answer within "
              + timeout,
          -1, operation));
    });
  }

  @Override
  public void ended(RunTask<?> task) {
    run.entities.ended(entity);
    if (timerId != NO_TIMER) {
      run.cancelTimer(timerId);
    }
  }

  @Override
  TaskFailedException failure(int failedTaskId, FailureDetails failure) {
    return new EntityOperationFailedException(failedTaskId, entity, operation, failure);
  }
}
