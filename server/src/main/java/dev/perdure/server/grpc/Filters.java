package dev.perdure.server.grpc;

import dev.perdure.model.FunctionRef;
import dev.perdure.protocol.message.ActivityFilter;
import dev.perdure.protocol.message.EntityFilter;
import dev.perdure.protocol.message.GetWorkItemsRequest;
import dev.perdure.protocol.message.OrchestrationFilter;
import dev.perdure.protocol.message.WorkItemFilters;
import dev.perdure.runtime.work.WorkFilter;
import dev.perdure.runtime.work.WorkKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The functions that a worker lists, without regard to case, since one of the SDKs compares them
/// so. No versions listed means any version.
///
/// @param orchestrations the versions wanted, by name
/// @param activities the versions wanted, by name
/// @param entities no versions, by name; absent for any entity
record Filters(
    Map<String, Set<String>> orchestrations,
    Map<String, Set<String>> activities,
    @Nullable Map<String, Set<String>> entities)
    implements
      WorkFilter {

  /// What the worker takes who sends the message.
  static WorkFilter of(GetWorkItemsRequest message) {
    if (!message.hasWorkItemFilters()) {
      return WorkFilter.ANYTHING;
    }
    WorkItemFilters filters = message.getWorkItemFilters();
    Map<String, Set<String>> orchestrations = new HashMap<>();
    for (OrchestrationFilter filter : filters.getOrchestrationsList()) {
      add(orchestrations, filter.getName(), filter.getVersionsList());
    }
    Map<String, Set<String>> activities = new HashMap<>();
    for (ActivityFilter filter : filters.getActivitiesList()) {
      add(activities, filter.getName(), filter.getVersionsList());
    }
    return new Filters(
        Map.copyOf(orchestrations), Map.copyOf(activities), entities(message, filters));
  }

  /// One SDK never lists its entities, and says by its limit that it has some.
  private static @Nullable Map<String, Set<String>> entities(
      GetWorkItemsRequest message, WorkItemFilters filters) {
    if (filters.getEntitiesCount() == 0 && message.getMaxConcurrentEntityWorkItems() > 0) {
      return null;
    }
    Map<String, Set<String>> entities = new HashMap<>();
    for (EntityFilter filter : filters.getEntitiesList()) {
      add(entities, filter.getName(), List.of());
    }
    return Map.copyOf(entities);
  }

  /// A name that is listed twice has both lists, and any version if one of them is empty.
  private static void add(
      Map<String, Set<String>> listed, String name, List<String> versions) {
    Set<String> added = new HashSet<>(versions);
    listed.merge(name.toLowerCase(Locale.ROOT), added, (before, more) -> {
      Set<String> both = new HashSet<>();
      if (!before.isEmpty() && !more.isEmpty()) {
        both.addAll(before);
        both.addAll(more);
      }
      return both;
    });
  }

  @Override
  public boolean takes(WorkKind kind, Subject subject) {
    FunctionRef function = subject.function();
    if (kind == WorkKind.ENTITY && entities == null) {
      return true;
    }
    Map<String, Set<String>> listed = switch (kind) {
      case TURN -> orchestrations;
      case ACTIVITY -> activities;
      case ENTITY -> entities == null ? Map.of() : entities;
    };
    Set<String> versions = listed.get(function.name().toLowerCase(Locale.ROOT));
    if (versions == null) {
      return false;
    }
    String version = function.version() == null ? "" : function.version();
    return versions.isEmpty()
        || versions.contains(version)
        // SDKs list the worker's version for activities that are scheduled without one.
        || (version.isEmpty() && versions.contains(subject.orchestrationVersion()));
  }
}
