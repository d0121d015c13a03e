package dev.perdure.testing.simulation.suite;

import java.util.List;
import java.util.Map;

/// The rare situations that a run of many seeds must have met. One that is never met means that the
/// simulation has become blind to the mistakes that live there.
final class Situations {
  private static final List<String> ALL = List.of(
      "activity run", "answer to a process that is no more", "batch of a former owner refused",
      "continued as new", "ended instance run again", "event carried into the next execution",
      "event dropped at continue-as-new", "failure dev.perdure.InstanceIdInUse",
      "failure dev.perdure.Quarantined", "failure dev.perdure.SubOrchestrationTerminated",
      "instance removed by retention", "list of several pages", "named request repeated",
      "open instance replaced", "process stopped in good order", "several instances purged at once",
      "timer cancelled", "timer fired late", "turn committed while suspended",
      "work tried again after an unclean end");

  private Situations() {}

  /// Those that were never met.
  static List<String> missing(Map<String, Long> met) {
    return ALL.stream().filter(situation -> !met.containsKey(situation)).toList();
  }
}
