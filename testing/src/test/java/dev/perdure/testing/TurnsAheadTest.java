package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.MemoryFaults;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.client.DurableTaskClient;
import dev.perdure.sdk.client.NewOrchestrationInstanceOptions;
import dev.perdure.sdk.worker.DurableTaskWorker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// When a turn may run ahead of the durability of what it answers, seen with a disk that is slow.
final class TurnsAheadTest {
  private final MemoryStore.Disk disk = new MemoryStore.Disk();
  private final Semaphore turns = new Semaphore(0);
  private final SlowDisk slow = new SlowDisk();
  private final FunctionRegistry registry = new FunctionRegistry()
      .orchestration("Note", unused -> {
        turns.release();
        return "noted";
      });

  @Test
  void aTurnRunsAheadOnANewStoreAndAfterACleanEnd() throws Exception {
    assertThat(runsAhead(false)).isTrue();
    assertThat(runsAhead(false)).isTrue();
  }

  @Test
  void noTurnRunsAheadAfterAnUncleanEnd() throws Exception {
    assertThat(runsAhead(true)).isTrue();

    assertThat(runsAhead(false)).isFalse();
    assertThat(runsAhead(false)).isTrue();
  }

  /// Whether the turn of a start runs while the disk does not answer.
  ///
  /// @param unclean whether the hub shall end without a word afterwards
  private boolean runsAhead(boolean unclean) throws Exception {
    MemoryStore store = MemoryStore.open(disk, slow);
    try (EmbeddedHub hub = EmbeddedHub.open(store, HubOptions.defaults());
        DurableTaskWorker worker = new DurableTaskWorker(hub, registry).start();
        DurableTaskClient client = new DurableTaskClient(hub)) {
      assertThat(worker).isNotNull();
      run(client);
      turns.acquire();

      slow.way.acquireUninterruptibly();
      boolean ahead;
      CompletableFuture<Void> end;
      try {
        end = CompletableFuture.runAsync(() -> run(client));
        ahead = turns.tryAcquire(500, TimeUnit.MILLISECONDS);
      } finally {
        slow.way.release();
      }
      end.get(10, TimeUnit.SECONDS);
      turns.drainPermits();
      if (unclean) {
        store.close();
      }
      return ahead;
    }
  }

  private static void run(DurableTaskClient client) {
    try {
      // Always the same instance: its partition has committed something by the second time.
      String id = client.scheduleNewOrchestrationInstance(
          "Note", new NewOrchestrationInstanceOptions().setInstanceId("note"));
      client.waitForInstanceCompletion(id, Duration.ofSeconds(10), true);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /// Lets no batch through while somebody has taken its way.
  private static final class SlowDisk implements MemoryFaults {
    private final Semaphore way = new Semaphore(1);

    @Override
    public void beforeBatch(Batch batch) {
      way.acquireUninterruptibly();
      way.release();
    }
  }
}
