package dev.perdure.sdk.replay;

import dev.perdure.sdk.Task;
import java.util.List;

/// Waits for the first of several tasks.
final class AnyOfTask extends RunTask<Task<?>> implements RunTask.Listener {
  private final List<RunTask<?>> parts;

  AnyOfTask(OrchestratorRun run, List<RunTask<?>> parts) {
    super(run);
    this.parts = parts;
    for (RunTask<?> part : parts) {
      if (hasEnded()) {
        break;
      }
      part.whenEnded(this);
    }
  }

  @Override
  public void ended(RunTask<?> task) {
    if (hasEnded()) {
      return;
    }
    for (RunTask<?> part : parts) {
      if (!part.equals(task)) {
        part.forget(this);
      }
    }
    complete(task);
  }
}
