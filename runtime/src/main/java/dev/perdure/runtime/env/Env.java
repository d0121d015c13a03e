package dev.perdure.runtime.env;

import java.time.Duration;
import java.time.Instant;

/// The world as the runtime sees it. Production uses [SystemEnv]; a simulation decides everything
/// here from its seed.
public interface Env {

  /// The wall clock, in whole microseconds.
  Instant now();

  /// A clock that never goes back, in nanoseconds from an arbitrary origin.
  long nanos();

  /// A new random id of 32 hexadecimal digits.
  String newId();

  /// A new random number.
  long newNumber();

  /// Makes a loop; it runs when it is woken.
  Loop loop(String name, LoopKind kind, LoopBody body);

  /// Runs a short task soon, on a thread where it may block.
  void execute(Runnable task);

  /// Runs a short task after a while.
  void schedule(Duration delay, Runnable task);

  /// Carries a frame to another partition. A carrier may lose it, repeat it and delay it.
  void carry(Runnable delivery);
}
