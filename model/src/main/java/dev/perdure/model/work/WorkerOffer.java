package dev.perdure.model.work;

import java.util.Set;

/// What a worker announces: the functions it can run and how many at a time.
///
/// @param orchestrators the names of its orchestrators
/// @param activities the names of its activities
/// @param entities the names of its entities, in lower case
/// @param maxTurns the most turns it wants at once
/// @param maxActivities the most activities it wants at once
/// @param maxEntities the most entities that it wants to work on at once
public record WorkerOffer(
    Set<String> orchestrators,
    Set<String> activities,
    Set<String> entities,
    int maxTurns,
    int maxActivities,
    int maxEntities) {
  public WorkerOffer {
    orchestrators = Set.copyOf(orchestrators);
    activities = Set.copyOf(activities);
    entities = Set.copyOf(entities);
    if (maxTurns < 1 || maxActivities < 1 || maxEntities < 1) {
      throw new IllegalArgumentException(
          "Expected a worker that takes at least one turn, one activity and one entity at a time, "
              + "but got " + maxTurns + ", " + maxActivities + " and " + maxEntities);
    }
  }

  /// The offer of a worker without entities.
  public WorkerOffer(
      Set<String> orchestrators, Set<String> activities, int maxTurns, int maxActivities) {
    this(orchestrators, activities, Set.of(), maxTurns, maxActivities, 1);
  }
}
