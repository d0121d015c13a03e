package dev.perdure.sdk.replay;

import dev.perdure.sdk.TaskCanceledException;
import java.lang.reflect.Type;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A wait for an external event, perhaps with a timer beside it.
final class EventWait<V extends @Nullable Object> extends RunTask<V> {
  private static final int NO_TIMER = -1;

  private final String name;
  private final Type type;
  private int timerId = NO_TIMER;

  EventWait(OrchestratorRun run, String name, Type type) {
    super(run);
    this.name = name;
    this.type = type;
  }

  String name() {
    return name;
  }

  void expireAfter(Duration timeout) {
    if (timeout.isZero() || timeout.isNegative()) {
      expire(timeout);
    } else {
      timerId = run.setTimer(run.now().plus(timeout), () -> expire(timeout));
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // The type was given together with V.
  void deliver(@Nullable String data) {
    dropTimer();
    V value;
    try {
      value = (V) run.deserialize(data, type, "data of event ", name, -1);
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    complete(value);
  }

  @Override
  public boolean cancel() {
    run.enter();
    if (hasEnded()) {
      return false;
    }
    run.externalEvents().remove(this);
    dropTimer();
    fail(new TaskCanceledException(
        "The wait for event '" + name + "' was cancelled", timerId, name));
    return true;
  }

  private void expire(Duration timeout) {
    run.externalEvents().remove(this);
    fail(new TaskCanceledException(
        "Event '" + name + "' did not arrive within " + timeout, timerId, name));
  }

  private void dropTimer() {
    if (timerId != NO_TIMER) {
      run.cancelTimer(timerId);
    }
  }
}
