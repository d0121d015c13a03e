package dev.perdure.sdk.replay;

import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskCanceledException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A task of a run. Whoever awaits it applies events until it has ended.
abstract class RunTask<V extends @Nullable Object> extends Task<V> {
  final OrchestratorRun run;
  private boolean done;
  private @Nullable V value;
  private @Nullable Throwable failure;
  private @Nullable List<Listener> listeners;

  RunTask(OrchestratorRun run) {
    this.run = run;
  }

  @Override
  public final V await() {
    run.enter();
    while (!done) {
      run.step();
    }
    if (failure != null) {
      throw thrown(failure);
    }
    return value();
  }

  @Override
  public final boolean isDone() {
    run.enter();
    return done;
  }

  @Override
  public final boolean isCancelled() {
    run.enter();
    return failure instanceof TaskCanceledException;
  }

  @Override
  public boolean cancel() {
    run.enter();
    return false;
  }

  @Override
  public final <U extends @Nullable Object> Task<U> thenApply(
      Function<? super V, ? extends U> function) {
    run.enter();
    return new DerivedTask<V, U>(this, function);
  }

  @Override
  public final Task<@Nullable Void> thenAccept(Consumer<? super V> consumer) {
    return this.<@Nullable Void>thenApply(it -> {
      consumer.accept(it);
      return null;
    });
  }

  final boolean hasEnded() {
    return done;
  }

  final @Nullable Throwable failure() {
    return failure;
  }

  @SuppressWarnings("NullAway") // A value of type V is null only where V allows it.
  final V value() {
    return value;
  }

  final void complete(V result) {
    if (!done) {
      done = true;
      value = result;
      announce();
    }
  }

  final void fail(Throwable reason) {
    if (!done) {
      done = true;
      failure = reason;
      announce();
    }
  }

  /// Calls the listener when this task has ended, at once if it has.
  final void whenEnded(Listener listener) {
    if (done) {
      listener.ended(this);
      return;
    }
    if (listeners == null) {
      listeners = new ArrayList<>(1);
    }
    listeners.add(listener);
  }

  /// Forgets a listener, so that waiting for a long task again and again does not pile them up.
  final void forget(Listener listener) {
    if (listeners != null) {
      int last = listeners.lastIndexOf(listener); // The youngest usually goes first.
      if (last >= 0) {
        listeners.remove(last);
      }
    }
  }

  private void announce() {
    List<Listener> told = listeners;
    listeners = null;
    if (told != null) {
      for (Listener listener : told) {
        listener.ended(this);
      }
    }
  }

  /// The exception was made where its event was applied; people look for the line that awaited it.
  private static RuntimeException thrown(Throwable failure) {
    failure.fillInStackTrace();
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException exception
        ? exception
        : new IllegalStateException("Expected an unchecked exception, but got " + failure, failure);
  }

  /// Hears of the end of a task.
  interface Listener {
    void ended(RunTask<?> task);
  }
}
