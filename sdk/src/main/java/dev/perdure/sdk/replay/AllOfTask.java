package dev.perdure.sdk.replay;

import dev.perdure.sdk.CompositeTaskFailedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Waits for all of several tasks by counting down, so that ten thousand cost ten thousand steps.
final class AllOfTask<V extends @Nullable Object> extends RunTask<List<V>>
    implements
      RunTask.Listener {
  private final List<RunTask<V>> parts;
  private int running;

  AllOfTask(OrchestratorRun run, List<RunTask<V>> parts) {
    super(run);
    this.parts = parts;
    this.running = parts.size() + 1; // One more, so that it does not end while it is being made.
    for (RunTask<V> part : parts) {
      part.whenEnded(this);
    }
    countDown();
  }

  @Override
  public void ended(RunTask<?> task) {
    countDown();
  }

  private void countDown() {
    running--;
    if (running > 0) {
      return;
    }
    List<Exception> failures = new ArrayList<>(0);
    List<V> values = new ArrayList<>(parts.size());
    for (RunTask<V> part : parts) {
      Throwable failure = part.failure();
      if (failure instanceof Exception exception) {
        failures.add(exception);
      } else if (failure != null) {
        fail(failure);
        return;
      } else {
        values.add(part.value());
      }
    }
    if (failures.isEmpty()) {
      complete(values);
    } else {
      fail(new CompositeTaskFailedException(failures, parts.size()));
    }
  }
}
