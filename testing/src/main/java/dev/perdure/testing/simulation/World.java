package dev.perdure.testing.simulation;

import dev.perdure.testing.simulation.check.Findings;
import dev.perdure.testing.simulation.check.Ledger;
import dev.perdure.testing.simulation.program.Program;
import java.util.List;

/// What everybody in a simulation shares.
///
/// @param forever the life of what no crash ends
/// @param instanceIds the ids that clients give their instances
record World(
    Choices choices, Scheduler scheduler, Faults faults, Trace trace, Findings findings,
    Ledger ledger, List<Program> programs, Scheduler.Life forever, List<String> instanceIds) {

  /// Lets something happen that no crash prevents.
  void after(long delay, String what, Runnable task) {
    scheduler.after(delay, what, forever, task);
  }

  /// Whether activities that need a mended world succeed by now.
  boolean mended() {
    return faults.ended() || scheduler.nanos() > 120_000_000_000L;
  }
}
