package dev.perdure.server.grpc;

import dev.perdure.model.work.WorkItem;
import dev.perdure.protocol.message.GetWorkItemsRequest;
import dev.perdure.runtime.work.WorkKind;

/// By what a worker's answer names the dispatch that it belongs to. The SDKs of 2023 know no
/// completion tokens: they give back the instance id of the item. Those of Java look at that one
/// for nothing else, as orchestrators read theirs in the history, so that the token can go there.
/// Those of Go show it to orchestrators, but not to activities.
enum Naming {
  /// By the completion token.
  TOKENS,

  /// By the instance id of the item.
  INSTANCE_IDS,

  /// Activities by the instance id of the item, turns by nothing.
  ACTIVITY_IDS,

  /// By nothing, as has turned out.
  NOTHING;

  private static final String JAVA = "grpc-java";
  private static final String GO = "grpc-go";

  /// What is known of a worker when it comes. The SDKs of 2023 say nothing about themselves.
  static Naming of(String agent, GetWorkItemsRequest request) {
    boolean says = request.getMaxConcurrentOrchestrationWorkItems() > 0
        || request.getMaxConcurrentActivityWorkItems() > 0
        || request.getMaxConcurrentEntityWorkItems() > 0
        || request.getCapabilitiesCount() > 0
        || request.hasWorkItemFilters();
    if (says) {
      return TOKENS;
    }
    if (agent.contains(GO)) {
      return ACTIVITY_IDS;
    }
    return agent.contains(JAVA) ? INSTANCE_IDS : TOKENS;
  }

  /// Whether answers of the kind name their dispatch. Those about entities always do: without a
  /// token they say nothing at all.
  boolean names(WorkKind kind) {
    return switch (this) {
      case TOKENS, INSTANCE_IDS -> true;
      case ACTIVITY_IDS -> kind != WorkKind.TURN;
      case NOTHING -> kind == WorkKind.ENTITY;
    };
  }

  /// What is sent as the instance id of an item.
  String instanceId(WorkItem item, String token) {
    boolean named = switch (item) {
      case WorkItem.Turn _ -> this == INSTANCE_IDS;
      case WorkItem.Activity _ -> this == INSTANCE_IDS || this == ACTIVITY_IDS;
      case WorkItem.EntityBatch _ -> false;
    };
    return named ? token : item.token().execution().instanceId();
  }
}
