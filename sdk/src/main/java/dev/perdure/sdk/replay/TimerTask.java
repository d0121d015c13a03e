package dev.perdure.sdk.replay;

import dev.perdure.sdk.TaskCanceledException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A durable timer that user code set.
final class TimerTask extends RunTask<@Nullable Void> {
  private final int timerId;

  TimerTask(OrchestratorRun run, Instant fireAt) {
    super(run);
    this.timerId = run.setTimer(fireAt, () -> complete(null));
  }

  @Override
  public boolean cancel() {
    run.enter();
    if (hasEnded()) {
      return false;
    }
    run.cancelTimer(timerId);
    fail(new TaskCanceledException("Timer #" + timerId + " was cancelled", timerId, "timer"));
    return true;
  }
}
