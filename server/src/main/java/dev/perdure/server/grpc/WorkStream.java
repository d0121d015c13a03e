package dev.perdure.server.grpc;

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
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker's stream. Items are encoded one after the other on a thread that lives while there are
/// any, but those for which a history has to be read on one of their own. They are written as fast
/// as the worker reads: what it does not read waits here, which the limits on items in flight
/// bound, and a worker that reads nothing for long loses its stream. The call is ready only when
/// the worker's connection has taken all that was written ([#READY_BELOW]), so that nothing is too
/// little to be missed.
///
/// While the stream is open its dispatches can be found by what they are about, for answers that
/// name none. When it ends, whatever it held is offered to others at once.
final class WorkStream implements WorkTaker {
  private static final Logger log = LoggerFactory.getLogger(WorkStream.class);

  /// Two of the SDKs take a stream for dead that is silent for 120 seconds.
  static final Duration PING_AFTER = Duration.ofSeconds(30);

  /// How long a worker may read nothing of what was written.
  static final Duration STALLED_AFTER = Duration.ofSeconds(60);

  /// The bytes that are waiting to be taken when a call of this kind is not ready any more. By
  /// itself the library calls one ready that has not got rid of 32 KiB, which is a lot of work.
  static final int READY_BELOW = 1;

  /// How much is written at once, as far as it is there.
  private static final int BATCH_BYTES = 32 << 10;

  /// How many bytes of a large item a worker takes in a second, if it reads.
  private static final int SLOWEST_READING = 64 << 10;

  /// After a break a worker may still be busy with what it got before, and sends those answers over
  /// its new connection. For so long it gets nothing whose answers could be confused with them.
  static final Duration SETTLING = Duration.ofSeconds(2);

  private final long number;
  private final long opened;
  private final Caller caller;
  private final ItemEncoder encoder;
  private final ServerCallStreamObserver<byte[]> call;
  private final Env env;
  private final Map<Dispatch.Subject, Dispatch> held = new ConcurrentHashMap<>();
  private final Map<Dispatch.Subject, ChunkedAnswer> chunks = new ConcurrentHashMap<>();
  private final Queue<WorkItem> incoming = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean encoding = new AtomicBoolean();
  private final Lock lock = new ReentrantLock();
  private final Deque<byte[]> outgoing = new ArrayDeque<>();
  private long lastSent;
  private long readyAt;
  private long written; // since then
  private boolean ended;
  private volatile Naming naming;
  private volatile @Nullable WorkerSubscription subscription;

  WorkStream(
      long number, Caller caller, ItemEncoder encoder, ServerCallStreamObserver<byte[]> call,
      Env env) {
    this.number = number;
    this.caller = caller;
    this.encoder = encoder;
    this.call = call;
    this.env = env;
    this.opened = env.nanos();
    this.lastSent = opened;
    this.readyAt = opened;
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
    boolean late = over();
    if (late) {
      desk().unsubscribe(worker);
    }
    return !late;
  }

  private boolean over() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void accept(WorkItem item) {
    if (encoder.reads(item)) {
      env.execute(() -> dispatch(item));
      return;
    }
    incoming.add(item);
    if (encoding.compareAndSet(false, true)) {
      env.execute(this::dispatchIncoming);
    }
  }

  /// Whoever adds an item when the last one seems to be done either finds that somebody encodes or
  /// begins it.
  private void dispatchIncoming() {
    do {
      for (WorkItem item = incoming.poll(); item != null; item = incoming.poll()) {
        dispatch(item);
      }
      encoding.set(false);
    } while (!incoming.isEmpty() && encoding.compareAndSet(false, true));
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
    lock.lock();
    try {
      boolean wrote = true;
      while (wrote && call.isReady()) {
        wrote = writeBatch();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean writeBatch() {
    readyAt = env.nanos();
    written = 0;
    while (!ended && !outgoing.isEmpty() && written < BATCH_BYTES) {
      byte[] message = outgoing.remove();
      call.onNext(message);
      written += message.length;
      lastSent = readyAt;
    }
    return written > 0;
  }

  /// Tells a silent worker that it is still connected, and ends the stream of one that does not
  /// read. Called every few seconds.
  ///
  /// @return whether the stream is still open
  boolean tick(long now) {
    boolean stalled;
    boolean silent;
    lock.lock();
    try {
      if (ended) {
        return false;
      }
      boolean ready = call.isReady();
      stalled = !ready && now - readyAt > patience().toNanos();
      silent = ready && now - lastSent > PING_AFTER.toNanos();
    } finally {
      lock.unlock();
    }
    if (stalled) {
      log.warn("Expected the worker of stream {} to read its work, but it did not for {}; its "
          + "work is offered to others", number, STALLED_AFTER);
      end(Status.UNAVAILABLE.withDescription("The worker does not read its work items"));
    } else if (silent) {
      ping();
    }
    return !stalled;
  }

  private Duration patience() {
    return STALLED_AFTER.plusSeconds(written / SLOWEST_READING);
  }

  /// Sends the message that says nothing else.
  void ping() {
    send(WorkItemWriter.healthPing());
  }

  /// Ends the stream for the given reason, unless it has ended.
  void end(Status status) {
    if (leave()) {
      call.onError(status.asRuntimeException());
    }
  }

  /// The stream has ended on the other side.
  void gone() {
    boolean _ = leave();
  }

  private boolean leave() {
    lock.lock();
    try {
      if (ended) {
        return false;
      }
      ended = true;
      outgoing.clear();
    } finally {
      lock.unlock();
    }
    WorkerSubscription worker = subscription;
    if (worker != null) {
      desk().unsubscribe(worker);
    }
    held.clear();
    chunks.keySet().forEach(this::dropParts);
    return true;
  }

  private void dispatch(WorkItem item) {
    Dispatch dispatch = Dispatch.of(item, caller.hubName(), number);
    if (!naming.names(dispatch.subject().kind()) && !mayGo(item, dispatch)) {
      return;
    }
    try {
      held.put(dispatch.subject(), dispatch);
      Optional<byte[]> message = encoder.encode(item, dispatch, desk());
      if (message.isEmpty() || !send(message.get())) {
        answered(dispatch);
      }
    } catch (RuntimeException e) {
      log.warn("Expected to send work on '{}' to a worker, but it failed; it is offered again",
          item.function().name(), e);
      answered(dispatch);
      desk().abandon(item.token(), "it could not be sent");
    }
  }

  /// Whether the answer to a dispatch, which will not name it, will be known for what it is. If
  /// not, the item comes again, unless the stream has ended: then others may have it already.
  private boolean mayGo(WorkItem item, Dispatch dispatch) {
    if (over()) {
      return false;
    }
    long now = env.nanos();
    long settled = opened + SETTLING.toNanos();
    if (now < settled) {
      env.schedule(Duration.ofNanos(settled - now), () -> accept(item));
      return false;
    }
    if (caller.connection().expects(dispatch, now)) {
      return true;
    }
    desk().abandon(item.token(), "its worker owes an answer that would be taken for this one's");
    return false;
  }

  private boolean send(byte[] message) {
    lock.lock();
    try {
      if (ended) {
        return false;
      }
      outgoing.add(message);
    } finally {
      lock.unlock();
    }
    flush();
    return true;
  }
}
