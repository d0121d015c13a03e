package dev.perdure.testing.simulation.suite;

import java.util.List;
import java.util.Map;

/// The rare situations that a run of many seeds must have met. One that is never met means that the
/// simulation has become blind to the mistakes that live there.
final class Situations {
  private static final List<String> ALL = List.of(
      "activity run", "answer to a process that is no more", "batch of a former owner refused",
      "batch of operations", "batch performed in part", "batch that failed as a whole",
      "call of a client answered", "continued as new", "ended instance run again",
      "event carried into the next execution",
      "event dropped at continue-as-new", "failure dev.perdure.InstanceIdInUse",
      "failure dev.perdure.Quarantined", "failure dev.perdure.SubOrchestrationTerminated",
      "instance removed by retention", "list of several pages", "locks freed by Completed",
      "locks freed by Failed", "locks freed by Terminated", "locks freed by continue-as-new",
      "locks freed by replacement", "locks regained after a rewind", "named request repeated",
      "open instance replaced", "operation inside a critical section", "operation quarantined",
      "operations tried again after an unclean end", "orchestration started by an entity",
      "process stopped in good order", "scheduled operation performed",
      "several entities locked", "several instances purged at once", "timer cancelled",
      "timer fired late", "turn committed while suspended",
      "work tried again after an unclean end");

  private Situations() {}

  /// Those that were never met.
  static List<String> missing(Map<String, Long> met) {
    return ALL.stream().filter(situation -> !met.containsKey(situation)).toList();
  }
}
