package dev.perdure.server.grpc;

import dev.perdure.engine.state.Sizes;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.work.WorkItem;
import dev.perdure.protocol.TurnAnswer;
import dev.perdure.protocol.WorkItemWriter;
import dev.perdure.runtime.WorkDesk;
import dev.perdure.runtime.env.Env;
import dev.perdure.runtime.work.WorkKind;
import dev.perdure.runtime.work.WorkTaker;
import dev.perdure.runtime.work.WorkerSubscription;
import io.grpc.Status;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker's stream. It is given items while it has room for them ([ItemRoom]). They are encoded
/// one after the other, but those for which a history has to be read several at a time, and written
/// as fast as the worker reads ([Outgoing]). A worker that reads nothing for long loses its stream.
///
/// While the stream is open its dispatches can be found by what they are about, for answers that
/// name none. When it ends, whatever it held is offered to others at once.
final class WorkStream implements WorkTaker {
  private static final Logger log = LoggerFactory.getLogger(WorkStream.class);

  /// After a break a worker may still be busy with what it got before, and sends those answers over
  /// its new connection. For so long it gets nothing whose answers could be confused with them.
  static final Duration SETTLING = Duration.ofSeconds(2);

  /// For how many items of a stream a history may be read at a time.
  private static final int READING = 8;

  private final long number;
  private final long opened;
  private final Caller caller;
  private final ItemEncoder encoder;
  private final Env env;
  private final Map<Dispatch.Subject, Dispatch> held = new ConcurrentHashMap<>();
  private final Map<Dispatch.Subject, ChunkedAnswer> chunks = new ConcurrentHashMap<>();
  private final ItemRoom.Share share;
  private final ItemQueue plain;
  private final ItemQueue reading;
  private final Outgoing outgoing;
  private volatile Naming naming;
  private volatile @Nullable WorkerSubscription subscription;

  /// @param room for what is on its way to all workers
  WorkStream(
      long number, Caller caller, ItemEncoder encoder, ResettableCall call, ItemRoom room) {
    this.number = number;
    this.caller = caller;
    this.encoder = encoder;
    this.env = room.env();
    this.opened = env.nanos();
    this.share = room.share(this::takeMore, this::encodeMore);
    this.plain = new ItemQueue(env, 1, new Encoding(BooleanSupplier::getAsBoolean));
    this.reading = new ItemQueue(env, READING, new Encoding(room::read));
    this.outgoing = new Outgoing(call, share, env);
    this.naming = encoder.naming();
  }

  Caller caller() {
    return caller;
  }

  WorkDesk desk() {
    return caller.hub().work();
  }

  /// Names the subscription that brings the items. If the stream has ended before, it ends it.
  ///
  /// @return whether the stream is still open
  boolean subscribed(WorkerSubscription worker) {
    subscription = worker;
    boolean late = outgoing.over();
    if (late) {
      desk().unsubscribe(worker);
    } else {
      desk().roomAgain(worker); // It may have had room again before it was known here.
    }
    return !late;
  }

  @Override
  public boolean hasRoom() {
    return share.hasRoom();
  }

  private void takeMore() {
    WorkerSubscription worker = subscription;
    if (worker != null) {
      desk().roomAgain(worker);
    }
  }

  private void encodeMore() {
    plain.go();
    reading.go();
  }

  @Override
  public void accept(WorkItem item) {
    long bytes = Sizes.of(item);
    share.expect(bytes);
    enqueue(new ItemQueue.Accepted(item, bytes));
  }

  private void enqueue(ItemQueue.Accepted item) {
    (encoder.reads(item.item()) ? reading : plain).add(item);
  }

  /// How items are encoded.
  private final class Encoding implements ItemQueue.Work {
    private final Predicate<BooleanSupplier> turn;

    /// @param turn surrounds what is done for each
    Encoding(Predicate<BooleanSupplier> turn) {
      this.turn = turn;
    }

    @Override
    public boolean mayGoOn() {
      return share.mayEncode();
    }

    @Override
    public boolean inTurn(BooleanSupplier step) {
      return turn.test(step);
    }

    @Override
    public void encode(ItemQueue.Accepted item) {
      dispatch(item);
    }
  }

  @Override
  public void forget(ExecutionKey execution) {}

  /// The open dispatch about a subject to which an answer belongs that has come over the stream's
  /// connection and names none. If the worker was thought to name them, it is not any more.
  ///
  /// @param owed the one that the connection expects an answer to
  @SuppressWarnings("ReferenceEquality")
  @Nullable
  Dispatch find(Dispatch.Subject subject, @Nullable Dispatch owed) {
    Dispatch dispatch = held.get(subject);
    if (dispatch == null || dispatch == owed) {
      return dispatch;
    }
    if (!naming.names(subject.kind())) {
      return null;
    }
    naming = Naming.NOTHING;
    return dispatch;
  }

  /// A dispatch is answered.
  void answered(Dispatch dispatch) {
    caller.connection().forget(dispatch);
    held.remove(dispatch.subject(), dispatch);
    if (!chunks.isEmpty()) {
      dropParts(dispatch.subject());
    }
  }

  /// Whether the worker owes no answer.
  boolean idle() {
    return held.isEmpty();
  }

  /// How many answers of a kind the worker owes.
  long held(WorkKind kind) {
    return held.keySet().stream().filter(subject -> subject.kind() == kind).count();
  }

  /// Adds a part of an answer. Parts are kept for what the worker holds, and for nothing else: one
  /// that comes after the answer is complete, or refused, would stay for as long as the stream.
  ///
  /// @param memory what the parts are counted in
  /// @return the whole answer if this was the last part
  Optional<TurnAnswer> addChunk(Dispatch dispatch, ChunkedAnswer.Part part, PartsMemory memory) {
    Dispatch.Subject subject = dispatch.subject();
    if (!dispatch.equals(held.get(subject))) {
      return Optional.empty();
    }
    ChunkedAnswer answer = chunks.compute(subject, (_, present) -> {
      if (present != null && present.belongsTo(dispatch.token())) {
        return present;
      }
      if (present != null) {
        present.close();
      }
      return new ChunkedAnswer(dispatch.token(), memory);
    });
    Optional<TurnAnswer> whole = answer.add(part);
    dropParts(subject); // The stream may have ended meanwhile.
    return whole;
  }

  private void dropParts(Dispatch.Subject subject) {
    ChunkedAnswer _ = chunks.computeIfPresent(subject, (_, present) -> {
      Dispatch dispatch = held.get(subject);
      if (dispatch != null && present.belongsTo(dispatch.token())) {
        return present;
      }
      present.close();
      return null;
    });
  }

  /// Writes what waits, as far as the worker reads.
  void flush() {
    outgoing.flush();
  }

  /// Tells a silent worker that it is still connected, and ends the stream of one that does not
  /// read. Called every few seconds.
  ///
  /// @return whether the stream is still open
  boolean tick(long now) {
    return switch (outgoing.look(now)) {
      case READING -> true;
      case SILENT -> {
        ping();
        yield true;
      }
      case STALLED -> {
        log.warn("Expected the worker of stream {} to read its work, but it did not for {}; its "
            + "work is offered to others", number, Outgoing.STALLED_AFTER);
        end(Status.UNAVAILABLE.withDescription("The worker does not read its work items"), true);
        yield false;
      }
      case ENDED -> false;
    };
  }

  /// Sends the message that says nothing else.
  void ping() {
    boolean _ = outgoing.send(WorkItemWriter.healthPing());
  }

  /// Ends the stream for the given reason, unless it has ended.
  void end(Status status) {
    end(status, false);
  }

  private void end(Status status, boolean stalled) {
    if (leave()) {
      outgoing.close(status, stalled);
    }
  }

  /// The stream has ended on the other side.
  void gone() {
    boolean _ = leave();
  }

  private boolean leave() {
    if (!outgoing.end()) {
      return false;
    }
    WorkerSubscription worker = subscription;
    if (worker != null) {
      desk().unsubscribe(worker);
    }
    held.clear();
    chunks.keySet().forEach(this::dropParts);
    return true;
  }

  private void dispatch(ItemQueue.Accepted accepted) {
    WorkItem item = accepted.item();
    Dispatch dispatch = Dispatch.of(item, caller.hubName(), number);
    boolean named = naming.names(dispatch.subject().kind());
    if (outgoing.over() || (!named && settles(accepted))) {
      return;
    }
    try {
      if (named || mayGo(item, dispatch)) {
        dispatch(item, dispatch);
      }
    } finally {
      share.expectNoMore(accepted.bytes());
    }
  }

  private void dispatch(WorkItem item, Dispatch dispatch) {
    try {
      held.put(dispatch.subject(), dispatch);
      Optional<byte[]> message = encoder.encode(item, dispatch, desk());
      if (message.isEmpty() || !outgoing.send(message.get())) {
        answered(dispatch);
      }
    } catch (RuntimeException e) {
      log.warn("Expected to send work on '{}' to a worker, but it failed; it is offered again",
          item.function().name(), e);
      answered(dispatch);
      desk().abandon(item.token(), "it could not be sent");
    }
  }

  /// Whether the stream is too young for an item whose answer will not name it. Then it comes again
  /// when it is not, and counts until then.
  private boolean settles(ItemQueue.Accepted item) {
    long left = opened + SETTLING.toNanos() - env.nanos();
    if (left > 0) {
      env.schedule(Duration.ofNanos(left), () -> enqueue(item));
    }
    return left > 0;
  }

  /// Whether the answer to a dispatch, which will not name it, will be known for what it is. If
  /// not, the item is given back.
  private boolean mayGo(WorkItem item, Dispatch dispatch) {
    boolean may = caller.connection().expects(dispatch, env.nanos());
    if (!may) {
      desk().abandon(
          item.token(), "its worker owes an answer that would be taken for this one's");
    }
    return may;
  }
}
