package dev.perdure.sdk;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Something that an orchestrator waits for: an activity, a sub-orchestration, a timer, an external
/// event, or a combination of these.
///
/// Contract:
/// - a task belongs to the orchestrator that created it and may be used on its thread only;
/// - a task ends once: with a value, with a failure, or cancelled.
///
/// @param <V> the type of its value
public abstract class Task<V extends @Nullable Object> {

  /// For the tasks of this SDK; programs do not extend this class.
  protected Task() {}

  /// Waits for the end of this task and gives its value. The orchestration may be stored and
  /// unloaded meanwhile, for any length of time.
  ///
  /// @throws TaskFailedException if the activity or sub-orchestration failed
  /// @throws TaskCanceledException if the task was cancelled, or if the wait timed out
  /// @throws CompositeTaskFailedException if this waits for all of several tasks and some failed
  public abstract V await();

  /// Whether this task has ended, in whatever way. The answer changes only while the orchestrator
  /// awaits some task.
  public abstract boolean isDone();

  /// Whether this task was cancelled, or is a wait that timed out.
  public abstract boolean isCancelled();

  /// Cancels a timer or the wait for an external event. What already runs elsewhere, such as an
  /// activity or a sub-orchestration, cannot be called back and is left alone.
  ///
  /// @return whether this call cancelled the task
  public abstract boolean cancel();

  /// A task that ends with what the function makes of this task's value, or with the failure of
  /// either. The function obeys the rules of orchestrator code.
  public abstract <U extends @Nullable Object> Task<U> thenApply(
      Function<? super V, ? extends U> function);

  /// A task that ends when the consumer has taken this task's value, or with the failure of
  /// either. The consumer obeys the rules of orchestrator code.
  public abstract Task<@Nullable Void> thenAccept(Consumer<? super V> consumer);
}
