package dev.perdure.runtime.partition;

import static dev.perdure.model.OrchestrationStatus.PENDING;
import static dev.perdure.model.OrchestrationStatus.RUNNING;
import static dev.perdure.model.OrchestrationStatus.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.runtime.rows.BatchDraft;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.PartitionStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RecoveryTest {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final MemoryStore store = MemoryStore.open(new MemoryStore.Disk());
  private PartitionStore rows = store.open(0);
  private Recovery recovery = new Recovery(rows, 0);

  @Test
  void instancesWithMailOrActivitiesAreRecoveredOnce() {
    BatchDraft draft = new BatchDraft();
    draft.put(Keys.mail("a", 1), new byte[0]);
    draft.put(Keys.mail("a", 2), new byte[0]);
    draft.put(Keys.activity("a", 3), new byte[0]);
    draft.put(Keys.activity("b", 1), new byte[0]);
    draft.put(Keys.waiting("c", 1), new byte[0]);
    for (OrchestrationStatus status : List.of(RUNNING, SUSPENDED, PENDING)) {
      draft.put(Keys.byStatus(status, true, Instant.EPOCH, "at work, " + status), new byte[0]);
      draft.put(Keys.byStatus(status, false, Instant.EPOCH, "waits, " + status), new byte[0]);
    }
    commit(draft);

    reopen();

    List<Message> given = new ArrayList<>();
    for (Message next = recovery.next(); next != null; next = recovery.next()) {
      given.add(next);
    }
    assertThat(given).containsExactly(
        new Message.Recover("a", true, 0), new Message.Recover("b", true, 0),
        new Message.Recover("at work, RUNNING", true, 0),
        new Message.Recover("at work, PENDING", true, 0),
        new Message.Recover("at work, SUSPENDED", true, 0));
    assertThat(recovery.pending()).isFalse();
  }

  @Test
  void anOwnerThatLeavesInGoodOrderSaysSo() {
    BatchDraft draft = new BatchDraft();
    draft.put(Keys.mail("a", 1), new byte[0]);
    recovery.leave(draft);
    commit(draft);

    reopen();
    assertThat(recovery.next()).isEqualTo(new Message.Recover("a", false, 0));
    BatchDraft first = new BatchDraft();
    recovery.begin(first);
    commit(first);

    reopen();
    assertThat(recovery.next()).isEqualTo(new Message.Recover("a", true, 0));
  }

  @Test
  void nothingRunsAheadWhileTheFormerOwnersNoteIsThere() {
    BatchDraft draft = new BatchDraft();
    recovery.leave(draft);
    commit(draft);

    reopen();

    assertThat(recovery.trusts(0, 0)).isFalse();
    assertThat(recovery.trusts(1, 0)).isTrue();
  }

  @Test
  void nothingRunsAheadSoonAfterAnUncleanEnd() {
    reopen();

    assertThat(recovery.trusts(5, MINUTE - 1)).isFalse();
    assertThat(recovery.trusts(5, MINUTE)).isTrue();
  }

  @Test
  void aPartitionThatNobodyHadBeforeHasNoUncleanEnd() {
    assertThat(recovery.trusts(1, 0)).isTrue();
  }

  private void reopen() {
    rows = store.open(0);
    recovery = new Recovery(rows, 0);
  }

  private void commit(BatchDraft draft) {
    store.commit(List.of(new Batch(0, rows.epoch(), draft.writes())));
  }
}
