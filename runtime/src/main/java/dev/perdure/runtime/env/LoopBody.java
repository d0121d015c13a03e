package dev.perdure.runtime.env;

/// What a loop does each time.
@FunctionalInterface
public interface LoopBody {

  /// Means that the loop has nothing to do before it is woken.
  long UNTIL_WOKEN = Long.MAX_VALUE;

  /// Does what is to do.
  ///
  /// @return after how many nanoseconds to run again if nobody wakes the loop before
  long run();
}
