package dev.perdure.engine.state;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The aggregate of an entity, as its rows and the batch in flight make it. The engine only reads
/// it; the runtime alone lets it evolve, by applying the changes of each step.
public final class Entity {
  private final String instanceId;
  private final OperationQueue queue;
  private final OperationQueue owned;
  private final DelayedRest delayed;
  private @Nullable EntityHeader header;
  private @Nullable String state;
  private @Nullable BatchInFlight batch;
  private long nextSequence;
  private int mostPerBatch = Integer.MAX_VALUE;

  /// Reads an operation that waits for its time. None of them is in memory with the entity: there
  /// may be very many, for a long time.
  public interface DelayedRest {

    /// The operation under a number, or null if it does not wait any more.
    @Nullable
    Delayed read(long sequence);

    /// Some of those that wait, as many as asked for if there are so many.
    List<Delayed> some(int most);
  }

  /// An entity without rows.
  ///
  /// @param queue reads what of the queue is not in memory
  /// @param owned reads what of the lock owner's queue is not in memory
  /// @param delayed reads operations that wait for their time
  public Entity(
      String instanceId, OperationQueue.Rest queue, OperationQueue.Rest owned,
      DelayedRest delayed) {
    this.instanceId = instanceId;
    this.queue = new OperationQueue(queue);
    this.owned = new OperationQueue(owned);
    this.delayed = delayed;
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
    return delayed.read(sequence);
  }

  /// About how many bytes of memory the entity takes.
  public long bytes() {
    return Sizes.AGGREGATE + Sizes.of(state) + queue.bytes() + owned.bytes();
  }

  /// Some of the operations that wait for their time, as many as asked for if there are so many.
  public List<Delayed> someDelayed(int most) {
    return delayed.some(most);
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

  /// The most operations that a batch may have. It is fewer for a while after a batch whose outcome
  /// was too large, so that the guilty operation is found.
  public int mostPerBatch() {
    return mostPerBatch;
  }

  /// Lets batches have this many operations at most.
  public void mostPerBatch(int next) {
    mostPerBatch = next;
  }
}
