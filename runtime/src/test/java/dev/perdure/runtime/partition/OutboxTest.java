package dev.perdure.runtime.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.runtime.rows.BatchDraft;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.PartitionStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class OutboxTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final MemoryStore store = MemoryStore.open(new MemoryStore.Disk());
  private final PartitionStore rows = store.open(0);
  private Outbox outbox = new Outbox(0, 4, rows);
  private BatchDraft draft = new BatchDraft();

  @Test
  void newMessagesLeaveOnceInFramesOfTheirDestination() {
    outbox.add(1, message("a"), draft);
    outbox.add(2, message("b"), draft);
    outbox.add(1, message("c"), draft);

    assertThat(outbox.takeNew()).containsExactly(
        new Frame.Messages(0, 1, 1, List.of(message("a"), message("c"))),
        new Frame.Messages(0, 2, 1, List.of(message("b"))));
    assertThat(outbox.takeNew()).isEmpty();
    outbox.add(1, message("d"), draft);
    assertThat(outbox.takeNew())
        .containsExactly(new Frame.Messages(0, 1, 3, List.of(message("d"))));
  }

  @Test
  void whatIsNotDurableIsNotSentAgain() {
    outbox.add(1, message("a"), draft);
    Frame first = outbox.takeNew().get(0);
    outbox.leaves(first, 0);
    outbox.add(1, message("b"), draft);
    outbox.takeNew();

    assertThat(outbox.takeOverdue(SECOND - 1)).isEmpty();
    assertThat(outbox.takeOverdue(SECOND))
        .containsExactly(new Frame.Messages(0, 1, 1, List.of(message("a"))));
    assertThat(outbox.takeOverdue(SECOND + 1)).isEmpty();
    assertThat(outbox.nanosUntilOverdue()).isEqualTo(SECOND);
  }

  @Test
  void whatIsAcknowledgedIsNotSentAgainAndItsRowsGo() {
    outbox.add(1, message("a"), draft);
    outbox.add(1, message("b"), draft);
    outbox.takeNew().forEach(frame -> outbox.leaves(frame, 0));
    commit();

    outbox.acknowledge(1, 1);
    assertThat(outbox.takeOverdue(SECOND))
        .containsExactly(new Frame.Messages(0, 1, 2, List.of(message("b"))));
    outbox.acknowledge(1, 1);
    outbox.acknowledge(1, 2);
    assertThat(outbox.takeOverdue(9 * SECOND)).isEmpty();
    assertThat(outbox.nanosUntilOverdue()).isEqualTo(Long.MAX_VALUE);
    outbox.deleteAcknowledged(draft);
    commit();
    outbox = new Outbox(0, 4, rows);

    assertThat(outbox.takeOverdue(0)).isEmpty();
    outbox.add(1, message("c"), draft);
    assertThat(outbox.takeNew())
        .containsExactly(new Frame.Messages(0, 1, 3, List.of(message("c"))));
  }

  @Test
  void aNewOwnerSendsAtOnceWhatIsNotAcknowledged() {
    for (String name : List.of("a", "b", "c")) {
      outbox.add(3, message(name), draft);
    }
    outbox.acknowledge(3, 1);
    outbox.deleteAcknowledged(draft);
    commit();

    Outbox next = new Outbox(0, 4, rows);

    for (long now : new long[]{Long.MIN_VALUE / 4, 0, Long.MAX_VALUE / 4}) {
      assertThat(new Outbox(0, 4, rows).takeOverdue(now)).hasSize(1);
    }
    assertThat(next.takeOverdue(0)).containsExactly(
        new Frame.Messages(0, 3, 2, List.of(message("b"), message("c"))));
  }

  private void commit() {
    store.commit(List.of(new Batch(0, rows.epoch(), draft.writes())));
    draft = new BatchDraft();
  }

  private static Message.Sendable message(String name) {
    return new Message.RaiseEvent("id", name, null);
  }
}
