package dev.perdure.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.request.Outcome;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.MemoryFaults;
import dev.perdure.runtime.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/// Clients that ask faster than the disk answers.
final class PendingRequestsTest {
  private final Semaphore disk = new Semaphore(1);
  private final MemoryStore store = MemoryStore.open(new MemoryStore.Disk(), new MemoryFaults() {
    @Override
    public void beforeBatch(Batch batch) {
      disk.acquireUninterruptibly();
      disk.release();
    }
  });

  @Test
  void aFloodIsRefusedUntilTheDiskHasAnswered() {
    HubOptions few = HubOptions.defaults().withMaxPendingRequests(3);
    try (TaskHub hub = TaskHub.open(store, new SystemEnv(), few)) {
      disk.acquireUninterruptibly();
      List<CompletionStage<Outcome>> first = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        first.add(hub.start(Hubs.start("first-" + i, "Nobody", null)));
      }
      assertThat(Hubs.get(hub.start(Hubs.start("flood", "Nobody", null))))
          .isInstanceOfSatisfying(
              Outcome.Unavailable.class,
              refused -> assertThat(refused.message()).contains("at most 3 requests"));

      disk.release();
      for (CompletionStage<Outcome> start : first) {
        assertThat(Hubs.get(start)).isInstanceOf(Outcome.Accepted.class);
      }
      assertThat(Hubs.get(hub.start(Hubs.start("later", "Nobody", null))))
          .isInstanceOf(Outcome.Accepted.class);
      assertThat(Hubs.get(hub.get("flood", false))).isEmpty();
    }
  }

  @Test
  void aLimitThatLetsNobodyInIsRefused() {
    assertThatThrownBy(() -> HubOptions.defaults().withMaxPendingRequests(0))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("but got 0");
  }
}
