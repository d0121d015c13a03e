package dev.perdure.sdk.replay;

import dev.perdure.sdk.CompositeTaskFailedException;
import dev.perdure.sdk.TaskCanceledException;
import dev.perdure.sdk.TaskFailedException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the tasks whose failures an exception carries: what a rewind runs again.
final class FailedTasks {
  private static final int MAX_DEPTH = 10;

  private FailedTasks() {}

  static List<Integer> in(Throwable thrown) {
    Set<Integer> ids = new LinkedHashSet<>();
    collect(thrown, ids, MAX_DEPTH);
    return List.copyOf(ids);
  }

  private static void collect(@Nullable Throwable thrown, Set<Integer> ids, int depth) {
    if (thrown == null || depth == 0 || thrown instanceof TaskCanceledException) {
      return; // A cancellation is no event that a rewind could remove.
    }
    if (thrown instanceof TaskFailedException failed) {
      ids.add(failed.getTaskId());
    } else if (thrown instanceof CompositeTaskFailedException composite) {
      composite.getExceptions().forEach(it -> collect(it, ids, depth - 1));
    } else {
      collect(thrown.getCause(), ids, depth - 1);
    }
  }
}
