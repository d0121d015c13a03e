package dev.perdure.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.client.DurableTaskClient;
import dev.perdure.sdk.client.OrchestrationMetadata;
import dev.perdure.sdk.worker.DurableTaskWorker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FirstLightTest {

  @Test
  void chainOfActivitiesRunsToItsEnd() throws Exception {
    FunctionRegistry registry = new FunctionRegistry()
        .orchestration(
            "Chain",
            ctx -> {
              int x = ctx.callActivity("Add", ctx.getInput(int.class), int.class).await();
              int y = ctx.callActivity("Add", x, int.class).await();
              ctx.createTimer(Duration.ofMillis(50)).await();
              return ctx.callActivity("Add", y, int.class).await();
            })
        .activity("Add", int.class, n -> requireNonNull(n) + 1);
    MemoryStore.Disk disk = new MemoryStore.Disk();
    try (EmbeddedHub hub = EmbeddedHub.open(MemoryStore.open(disk), HubOptions.defaults());
        DurableTaskWorker worker = new DurableTaskWorker(hub, registry).start();
        DurableTaskClient client = new DurableTaskClient(hub)) {
      assertThat(worker).isNotNull();
      for (int i = 0; i < 20; i++) {
        String id = client.scheduleNewOrchestrationInstance("Chain", i);
        OrchestrationMetadata end = client.waitForInstanceCompletion(id, Duration.ofSeconds(5),
            true);
        assertThat(end.readOutputAs(Integer.class)).isEqualTo(i + 3);
      }
    }
  }
}
