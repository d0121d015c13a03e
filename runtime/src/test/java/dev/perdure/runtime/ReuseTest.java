package dev.perdure.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.OrchestrationStatus;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.MemoryFaults;
import dev.perdure.runtime.store.MemoryStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// An id that is purged and used again, at once and while the old one's rows are still stored.
final class ReuseTest {
  private final AtomicInteger opened = new AtomicInteger();
  private final MemoryStore.Disk disk = new MemoryStore.Disk();
  private TaskHub hub = open();

  @AfterEach
  void close() {
    hub.close();
  }

  @Test
  void anInstanceThatIsPurgedAndStartedAgainAtOnceLeavesNoMail() {
    Hubs.worker(hub, Set.of("Greet"), turn -> List.of(Hubs.complete(0, "\"done\"")));
    for (int i = 0; i < 50; i++) {
      String id = "a" + i;
      Hubs.get(hub.start(Hubs.start(id, "Nobody", null)));
      hub.terminate(id, null, false);
      hub.purge(id, false);
      Hubs.get(hub.start(Hubs.start(id, "Greet", null)));

      assertThat(Hubs.get(hub.awaitCompletion(id, false)).orElseThrow().status())
          .isEqualTo(OrchestrationStatus.COMPLETED);
      assertThat(Hubs.get(hub.history(id)).orElseThrow()).as("history of %s", id).hasSize(3);
    }
    hub.close();

    assertThat(mailKeys()).isEmpty();
  }

  @Test
  void aTimerOfAPurgedInstanceIsNotTakenForItsSuccessors() throws InterruptedException {
    hub.close();
    opened.set(0);
    hub = open();
    Instant soon = Instant.now().plusMillis(300);
    Hubs.get(hub.start(Hubs.start("a", "Greet", soon)));
    Hubs.get(hub.terminate("a", null, false));
    Hubs.get(hub.purge("a", false));

    Hubs.get(hub.start(Hubs.start("a", "Greet", Instant.now().plusSeconds(60))));
    Thread.sleep(600);
    Hubs.get(hub.raiseEvent("a", "E", null, null));

    // A partition that has failed is opened again.
    assertThat(opened).hasValue(32);
  }

  private List<String> mailKeys() {
    List<String> keys = new ArrayList<>();
    byte[] mails = Keys.allMails();
    try (MemoryStore store = MemoryStore.open(disk)) {
      for (int partition = 0; partition < store.hub().partitions(); partition++) {
        try (Cursor cursor = store.reads(partition).scan(mails, Keys.after(mails))) {
          while (cursor.next()) {
            keys.add(Keys.leadingId(cursor.key()) + " " + Keys.lastNumber(cursor.key()));
          }
        }
      }
    }
    return keys;
  }

  private TaskHub open() {
    MemoryFaults counting = new MemoryFaults() {
      @Override
      public void beforeOpen(int partition) {
        opened.incrementAndGet();
      }
    };
    TaskHub opening = TaskHub.open(
        MemoryStore.open(disk, counting), new SystemEnv(), HubOptions.defaults());
    Hubs.await(opening::serving);
    return opening;
  }
}
