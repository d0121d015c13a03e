package dev.perdure.runtime.partition;

import dev.perdure.engine.message.Message;
import dev.perdure.runtime.rows.BatchDraft;
import dev.perdure.runtime.rows.CounterRow;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.store.Reads;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Takes messages of other partitions: each once, in the order of their numbers. What is taken and
/// the number up to which it was taken become durable together; only then is it acknowledged.
final class Inbox {
  private final int partition;
  private final long[] received;
  private final BitSet unacknowledged = new BitSet();

  Inbox(int partition, int partitions, Reads store) {
    this.partition = partition;
    received = new long[partitions];
    for (int sender = 0; sender < partitions; sender++) {
      byte[] row = store.get(Keys.received(sender));
      received[sender] = row == null ? 0 : CounterRow.decode(row);
    }
  }

  /// The messages of the frame that are new and next in order. A frame that comes too early is left
  /// out: its sender sends it again.
  List<Message.Sendable> next(Frame.Messages frame) {
    int sender = frame.from();
    unacknowledged.set(sender);
    long next = received[sender] + 1;
    long last = frame.first() + frame.messages().size() - 1;
    if (frame.first() > next || last < next) {
      return List.of();
    }
    return frame.messages().subList((int) (next - frame.first()), frame.messages().size());
  }

  /// The next messages of a sender have been taken, and become durable with the given batch.
  void took(int sender, int count, BatchDraft batch) {
    if (count > 0) {
      unacknowledged.set(sender);
      received[sender] += count;
      batch.put(Keys.received(sender), CounterRow.encode(received[sender]));
    }
  }

  /// The acknowledgements that may go when the present batch is durable.
  List<Frame> takeAcknowledgements() {
    List<Frame> frames = new ArrayList<>();
    for (int sender = unacknowledged.nextSetBit(0); sender >= 0; sender = unacknowledged
        .nextSetBit(sender + 1)) {
      frames.add(new Frame.Acknowledgement(partition, sender, received[sender]));
    }
    unacknowledged.clear();
    return frames;
  }

  /// Whether something waits to be acknowledged.
  boolean owesAcknowledgements() {
    return !unacknowledged.isEmpty();
  }
}
