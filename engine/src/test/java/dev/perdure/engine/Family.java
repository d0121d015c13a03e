package dev.perdure.engine;

import dev.perdure.engine.message.Message;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Instances that send each other messages, which arrive in order and exactly once.
final class Family {
  private final Map<String, Scenario> members = new LinkedHashMap<>();
  private final Map<String, EntityScenario> entities = new LinkedHashMap<>();

  Scenario member(String instanceId) {
    return members.computeIfAbsent(instanceId, Scenario::new);
  }

  EntityScenario entity(String instanceId) {
    return entities.computeIfAbsent(instanceId, EntityScenario::new);
  }

  /// Lets every message arrive, and those that these cause.
  void deliver() {
    boolean quiet = false;
    while (!quiet) {
      quiet = true;
      for (Scenario sender : List.copyOf(members.values())) {
        quiet &= !arrive(sender.sent());
      }
      for (EntityScenario sender : List.copyOf(entities.values())) {
        quiet &= !arrive(sender.sent());
      }
    }
  }

  private boolean arrive(List<Message.Sendable> messages) {
    for (Message.Sendable message : messages) {
      if (message instanceof Message.ToEntity toEntity) {
        entity(message.instanceId()).when(toEntity);
      } else {
        member(message.instanceId()).when(message);
      }
    }
    return !messages.isEmpty();
  }
}
