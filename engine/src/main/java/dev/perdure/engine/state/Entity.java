package dev.perdure.engine.state;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The aggregate of an entity, as its rows and the batch in flight make it. The engine only reads
/// it; the runtime alone lets it evolve, by applying the changes of each step.
public final class Entity {
  private final String instanceId;
  private final OperationQueue queue;
  private final OperationQueue owned;
  private final Map<Long, Delayed> delayed = new LinkedHashMap<>();
  private @Nullable EntityHeader header;
  private @Nullable String state;
  private @Nullable BatchInFlight batch;
  private long nextSequence;

  /// An entity without rows.
  ///
  /// @param queue reads what of the queue is not in memory
  /// @param owned reads what of the lock owner's queue is not in memory
  public Entity(String instanceId, OperationQueue.Rest queue, OperationQueue.Rest owned) {
    this.instanceId = instanceId;
    this.queue = new OperationQueue(queue);
    this.owned = new OperationQueue(owned);
  }

  /// The id of the entity.
  public String instanceId() {
    return instanceId;
  }

  /// The entity's row, absent if there is nothing of it.
  public @Nullable EntityHeader header() {
    return header;
  }

  /// The JSON text of the state, absent for none.
  public @Nullable String state() {
    return state;
  }

  /// The batch that is offered and not answered.
  public @Nullable BatchInFlight batch() {
    return batch;
  }

  /// One of the two queues.
  public OperationQueue lane(Lane lane) {
    return switch (lane) {
      case QUEUE -> queue;
      case OWNED -> owned;
    };
  }

  /// The operation that waits for its time under a number, if it still does.
  public @Nullable Delayed delayed(long sequence) {
    return delayed.get(sequence);
  }

  /// A number that no batch has had yet, as far as this memory goes back: an entity that vanishes
  /// and comes again must not meet the answers to its former life.
  public long nextSequence() {
    return nextSequence;
  }

  /// Lets batches have this number or higher ones.
  public void countFrom(long sequence) {
    nextSequence = Math.max(nextSequence, sequence);
  }

  /// Lets the row be this, or none.
  public void put(@Nullable EntityHeader next) {
    header = next;
    if (next != null) {
      nextSequence = Math.max(nextSequence, next.progress().nextSequence());
    }
  }

  /// Lets the state be this, or none.
  public void state(@Nullable String next) {
    state = next;
  }

  /// Lets the batch in flight be this, or none.
  public void batch(@Nullable BatchInFlight next) {
    batch = next;
  }

  /// Lets an operation wait for its time.
  public void delay(Delayed operation) {
    delayed.put(operation.sequence(), operation);
  }

  /// Lets an operation wait no longer.
  public void release(long sequence) {
    delayed.remove(sequence);
  }
}
