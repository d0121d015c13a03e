package dev.perdure.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.store.HubIdentity;
import dev.perdure.runtime.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

final class CrashTest {
  private static final int INSTANCES = 1_500;

  private final MemoryStore.Disk disk = new MemoryStore.Disk(
      new HubIdentity("test", 1, HubIdentity.CURRENT_FORMAT));

  /// The attempt is counted before the offer, whatever else makes the turn due.
  @Test
  void anUncleanEndCountsForInstancesThatAreSentSomethingAtOnce() {
    MemoryStore.Disk crashed;
    try (TaskHub hub = open(disk)) {
      List<CompletionStage<?>> starts = new ArrayList<>();
      for (int i = 0; i < INSTANCES; i++) {
        starts.add(hub.start(Hubs.start("i" + i, "Greet", null)));
      }
      starts.forEach(Hubs::get);
      crashed = disk.copy();
    }
    Map<String, Integer> attempts = new ConcurrentHashMap<>();

    try (TaskHub hub = open(crashed)) {
      Hubs.worker(
          hub, Set.of("Greet"), unused -> List.of(Hubs.complete(0, null)),
          item -> attempts.putIfAbsent(
              item.token().execution().instanceId(), item.token().attempt()));
      for (int i = INSTANCES - 1; i >= 0; i--) {
        hub.raiseEvent("i" + i, "E", null, null);
      }
      Hubs.await(() -> attempts.size() == INSTANCES);
    }

    assertThat(attempts.values()).containsOnly(2);
  }

  private static TaskHub open(MemoryStore.Disk disk) {
    return TaskHub.open(MemoryStore.open(disk), new SystemEnv(), HubOptions.defaults());
  }
}
