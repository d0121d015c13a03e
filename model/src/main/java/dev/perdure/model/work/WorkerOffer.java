package dev.perdure.model.work;

import java.util.Set;

/// What a worker announces: the functions it can run and how many at a time.
///
/// @param orchestrators the names of its orchestrators
/// @param activities the names of its activities
/// @param maxTurns the most turns it wants at once
/// @param maxActivities the most activities it wants at once
public record WorkerOffer(
    Set<String> orchestrators, Set<String> activities, int maxTurns, int maxActivities) {
  public WorkerOffer {
    orchestrators = Set.copyOf(orchestrators);
    activities = Set.copyOf(activities);
    if (maxTurns < 1 || maxActivities < 1) {
      throw new IllegalArgumentException(
          "Expected a worker that takes at least one turn and one activity at a time, but got "
              + maxTurns + " and " + maxActivities);
    }
  }
}
