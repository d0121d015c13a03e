package dev.perdure.runtime.partition;

import dev.perdure.engine.message.Message;
import dev.perdure.runtime.rows.BatchDraft;
import dev.perdure.runtime.rows.CounterRow;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.MessageRow;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.Reads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// The messages that this partition has sent to others and that are not acknowledged. Each has a
/// row and a consecutive number for its destination; it is sent once its row is durable, and again
/// if no acknowledgement comes.
final class Outbox {

  /// How long to wait for an acknowledgement before sending again, in nanoseconds.
  private static final long RESEND_AFTER = 1_000_000_000L;

  /// A message on its way.
  private record Sent(long number, Message.Sendable message) {}

  private final int partition;
  private final Lane[] lanes;
  private final List<byte[]> acknowledged = new ArrayList<>();

  Outbox(int partition, int partitions, Reads store) {
    this.partition = partition;
    lanes = new Lane[partitions];
    for (int destination = 0; destination < partitions; destination++) {
      byte[] row = store.get(Keys.sent(destination));
      lanes[destination] = new Lane(destination, row == null ? 0 : CounterRow.decode(row));
    }
    byte[] all = Keys.allOutbox();
    try (Cursor cursor = store.scan(all, Keys.after(all))) {
      while (cursor.next()) {
        Lane lane = lanes[Keys.numberAt(cursor.key(), 1)];
        lane.unacknowledged.addLast(
            new Sent(Keys.lastNumber(cursor.key()), MessageRow.decode(cursor.value())));
        lane.durable = Keys.lastNumber(cursor.key());
      }
    }
  }

  /// Gives a message its number and its row.
  void add(int destination, Message.Sendable message, BatchDraft batch) {
    Lane lane = lanes[destination];
    Sent sent = new Sent(++lane.last, message);
    lane.unacknowledged.addLast(sent);
    lane.fresh.add(message);
    batch.putFresh(Keys.outbox(destination, sent.number()), MessageRow.encode(message));
    batch.put(Keys.sent(destination), CounterRow.encode(lane.last));
  }

  /// The frames with what was added since the last call; they may go when its batch is durable.
  List<Frame> takeNew() {
    List<Frame> frames = new ArrayList<>();
    for (Lane lane : lanes) {
      if (!lane.fresh.isEmpty()) {
        frames.add(
            new Frame.Messages(
                partition, lane.destination, lane.last - lane.fresh.size() + 1, lane.fresh));
        lane.fresh = new ArrayList<>();
      }
    }
    return frames;
  }

  /// The frame's batch is durable, and the frame leaves now.
  void leaves(Frame frame, long nanos) {
    if (frame instanceof Frame.Messages messages) {
      Lane lane = lanes[messages.to()];
      lane.durable = messages.first() + messages.messages().size() - 1;
      lane.sentAt = nanos;
    }
  }

  /// The frames to send again, because no acknowledgement has come for too long.
  List<Frame> takeOverdue(long nanos) {
    List<Frame> frames = new ArrayList<>();
    for (Lane lane : lanes) {
      if (!lane.unacknowledged.isEmpty()
          && lane.unacknowledged.getFirst().number() <= lane.durable
          && nanos - lane.sentAt >= RESEND_AFTER) {
        frames.add(lane.durableFrame(partition));
        lane.sentAt = nanos;
      }
    }
    return frames;
  }

  /// How long until frames may have to be sent again, in nanoseconds.
  long nanosUntilOverdue() {
    for (Lane lane : lanes) {
      if (!lane.unacknowledged.isEmpty()) {
        return RESEND_AFTER;
      }
    }
    return Long.MAX_VALUE;
  }

  /// Takes an acknowledgement. The rows are deleted with the next batch that has a reason of its
  /// own.
  void acknowledge(int destination, long upTo) {
    ArrayDeque<Sent> waiting = lanes[destination].unacknowledged;
    while (!waiting.isEmpty() && waiting.getFirst().number() <= upTo) {
      acknowledged.add(Keys.outbox(destination, waiting.removeFirst().number()));
    }
  }

  /// Deletes the rows of acknowledged messages.
  void deleteAcknowledged(BatchDraft batch) {
    for (byte[] key : acknowledged) {
      batch.deleteOnce(key);
    }
    acknowledged.clear();
  }

  /// The messages to one destination. Its numbers only grow.
  private static final class Lane {
    private final int destination;
    private final ArrayDeque<Sent> unacknowledged = new ArrayDeque<>();
    private List<Message.Sendable> fresh = new ArrayList<>();
    private long last;
    private long durable;
    private long sentAt;

    Lane(int destination, long last) {
      this.destination = destination;
      this.last = last;
      // Whatever a former owner left is overdue at once.
      this.sentAt = Long.MIN_VALUE / 2;
    }

    Frame durableFrame(int from) {
      List<Message.Sendable> messages = new ArrayList<>();
      for (Sent sent : unacknowledged) {
        if (sent.number() <= durable) {
          messages.add(sent.message());
        }
      }
      return new Frame.Messages(
          from, destination, unacknowledged.getFirst().number(), messages);
    }
  }
}
