package dev.perdure.testing.simulation;

import dev.perdure.runtime.TaskHub;
import dev.perdure.testing.simulation.chance.Chance;
import dev.perdure.testing.simulation.check.Findings;
import dev.perdure.testing.simulation.check.Ledger;
import dev.perdure.testing.simulation.program.Program;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// What everybody in a simulation shares.
///
/// @param performing the entities that workers are at work on
/// @param repeats requests that were answered and must get the same answer again
record World(
    Chance chance, Scheduler scheduler, WallClock clock, Faults faults, Trace trace,
    Findings findings, Ledger ledger, Cast cast, Set<String> performing,
    List<Function<TaskHub, CompletionStage<?>>> repeats) {

  /// Who takes part.
  ///
  /// @param instanceIds the ids that clients give their instances
  /// @param entityIds the entities; without any, nobody speaks of entities
  record Cast(List<Program> programs, List<String> instanceIds, List<String> entityIds) {}

  /// Lets something happen that no crash prevents.
  void after(long delay, String what, Runnable task) {
    scheduler.after(delay, what, scheduler.forever(), task);
  }

  List<Program> programs() {
    return cast.programs();
  }

  /// What the clock on the wall shows, right or wrong.
  Instant now() {
    return clock.now();
  }

  /// Whether activities that need a mended world succeed by now.
  boolean mended() {
    return faults.ended() || scheduler.nanos() > 120_000_000_000L;
  }
}
