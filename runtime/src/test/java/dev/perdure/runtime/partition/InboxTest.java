package dev.perdure.runtime.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.runtime.rows.BatchDraft;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.PartitionStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InboxTest {
  private final MemoryStore store = MemoryStore.open(new MemoryStore.Disk());
  private final PartitionStore rows = store.open(0);
  private final Inbox inbox = new Inbox(0, 4, rows);
  private final BatchDraft draft = new BatchDraft();

  @Test
  void eachMessageIsTakenOnceAndInOrder() {
    assertThat(take(1, 1, 2)).containsExactly("1", "2");
    assertThat(take(1, 1, 2)).isEmpty();
    assertThat(take(1, 2, 4)).containsExactly("3", "4");
    assertThat(take(2, 1, 1)).containsExactly("1");
  }

  @Test
  void aFrameThatComesTooEarlyIsLeftOut() {
    assertThat(take(1, 2, 3)).isEmpty();
    assertThat(take(1, 1, 1)).containsExactly("1");
    assertThat(take(1, 2, 3)).containsExactly("2", "3");
  }

  @Test
  void whatIsAcknowledgedIsTheLastThatWasTaken() {
    assertThat(inbox.owesAcknowledgements()).isFalse();
    take(1, 1, 3);
    take(2, 5, 6);

    assertThat(inbox.takeAcknowledgements()).containsExactly(
        new Frame.Acknowledgement(0, 1, 3), new Frame.Acknowledgement(0, 2, 0));
    assertThat(inbox.owesAcknowledgements()).isFalse();
    assertThat(take(1, 3, 3)).isEmpty();
    assertThat(inbox.takeAcknowledgements())
        .containsExactly(new Frame.Acknowledgement(0, 1, 3));
  }

  @Test
  void aFrameMayBeTakenInPieces() {
    assertThat(inbox.next(frame(1, 1, 5))).hasSize(5);
    inbox.took(1, 2, draft);
    assertThat(inbox.takeAcknowledgements())
        .containsExactly(new Frame.Acknowledgement(0, 1, 2));
    inbox.took(1, 3, draft);
    assertThat(inbox.takeAcknowledgements())
        .containsExactly(new Frame.Acknowledgement(0, 1, 5));

    assertThat(take(1, 3, 6)).containsExactly("6");
  }

  @Test
  void aNewOwnerGoesOnWhereTheRowsEnd() {
    take(1, 1, 3);
    store.commit(List.of(new Batch(0, rows.epoch(), draft.writes())));

    Inbox next = new Inbox(0, 4, rows);

    assertThat(next.next(frame(1, 1, 4))).hasSize(1);
  }

  private List<String> take(int from, long first, long last) {
    List<String> names = new ArrayList<>();
    for (Message.Sendable message : inbox.next(frame(from, first, last))) {
      names.add(message instanceof Message.RaiseEvent raise ? raise.name() : "?");
    }
    inbox.took(from, names.size(), draft);
    return names;
  }

  private static Frame.Messages frame(int from, long first, long last) {
    List<Message.Sendable> messages = new ArrayList<>();
    for (long number = first; number <= last; number++) {
      messages.add(new Message.RaiseEvent("id", Long.toString(number), null));
    }
    return new Frame.Messages(from, 0, first, messages);
  }
}
