package dev.perdure.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.store.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class HousekeepingTest {

  @Test
  void whatEndedLongAgoIsRemovedAndNothingElse() {
    HubOptions options = HubOptions.defaults().withRetention(Duration.ofMillis(50));
    try (TaskHub hub = TaskHub.open(
        MemoryStore.open(new MemoryStore.Disk()), new SystemEnv(), options)) {
      Hubs.worker(hub, Set.of("Greet"), unused -> List.of(Hubs.complete(0, null)));
      Hubs.get(hub.start(Hubs.start("later", "Greet", Instant.now().plusSeconds(600))));
      for (int i = 0; i < 450; i++) {
        Hubs.get(hub.start(Hubs.start("i" + i, "Greet", null)));
      }

      Hubs.await(() -> count(hub) == 1);

      assertThat(Hubs.get(hub.get("later", false))).isPresent();
    }
  }

  private static int count(TaskHub hub) {
    return Hubs.get(hub.query(new InstanceQuery(InstanceFilter.ALL, 1_000, null, false)))
        .instances().size();
  }
}
