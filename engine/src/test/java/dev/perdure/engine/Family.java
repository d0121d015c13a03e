package dev.perdure.engine;

import dev.perdure.engine.message.Message;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Instances that send each other messages, which arrive in order and exactly once.
final class Family {
  private final Map<String, Scenario> members = new LinkedHashMap<>();

  Scenario member(String instanceId) {
    return members.computeIfAbsent(instanceId, Scenario::new);
  }

  /// Lets every message arrive, and those that these cause.
  void deliver() {
    boolean quiet = false;
    while (!quiet) {
      quiet = true;
      for (Scenario sender : List.copyOf(members.values())) {
        for (Message.Sendable message : sender.sent()) {
          member(message.instanceId()).when(message);
          quiet = false;
        }
      }
    }
  }
}
