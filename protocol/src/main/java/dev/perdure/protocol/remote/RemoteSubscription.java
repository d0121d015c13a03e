package dev.perdure.protocol.remote;

import dev.perdure.model.codec.CodecException;
import dev.perdure.model.work.HistoryPosition;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.protocol.WorkItemReader;
import dev.perdure.protocol.WorkMessages;
import dev.perdure.sdk.port.WorkSource;
import io.grpc.ClientCall;
import io.grpc.Status;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker's presence at a hub elsewhere: a stream that is opened again whenever it breaks.
final class RemoteSubscription implements WorkSource.Subscription {
  private static final Logger log = LoggerFactory.getLogger(RemoteSubscription.class);

  private static final AtomicLong NUMBERS = new AtomicLong();
  private static final long SHORTEST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;

  private final Calls calls;
  private final byte[] request;
  private final WorkSource.WorkHandler handler;
  private final Map<WorkToken, RemoteWork.Held> held;
  private final Consumer<WorkToken> giveBack;
  private @Nullable ClientCall<byte[], byte[]> stream;
  private long connection;
  private long pause = SHORTEST_PAUSE_MILLIS;
  private boolean draining;
  private boolean closed;

  RemoteSubscription(
      Calls calls, WorkerOffer offer, WorkSource.WorkHandler handler,
      Map<WorkToken, RemoteWork.Held> held, Consumer<WorkToken> giveBack) {
    this.calls = calls;
    this.request = WorkMessages.request(offer, true).toByteArray();
    this.handler = handler;
    this.held = held;
    this.giveBack = giveBack;
  }

  /// Opens the stream unless the worker has left.
  synchronized void connect() {
    if (closed) {
      return;
    }
    long number = ++connection;
    stream = calls.stream(
        "GetWorkItems", request, message -> take(message, number),
        status -> ended(status, number));
  }

  /// Breaks the stream, so that the hub takes back what the worker holds.
  synchronized void reconnect() {
    if (stream != null) {
      stream.cancel("An answer did not arrive", null);
    }
  }

  /// The protocol cannot say that a worker takes no more: what comes is given back at once.
  @Override
  public synchronized void drain() {
    draining = true;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (stream != null) {
      stream.cancel("The worker leaves", null);
    }
  }

  private void take(byte[] message, long number) {
    WorkItemReader.Received received;
    try {
      received = WorkItemReader.read(message, NUMBERS.incrementAndGet());
    } catch (CodecException e) {
      log.error("Expected an item of work that can be read; the stream is opened again", e);
      reconnect();
      return;
    }
    boolean refused;
    synchronized (this) {
      pause = SHORTEST_PAUSE_MILLIS;
      if (number != connection) {
        return;
      }
      refused = draining;
    }
    if (received.item() == null) {
      return;
    }
    WorkItem item = onConnection(received.item(), number);
    held.put(item.token(), new RemoteWork.Held(item, received.token(), this));
    if (refused) {
      giveBack.accept(item.token());
    } else {
      handler.accept(item);
    }
  }

  /// A position holds on one connection only. What happened to an instance between two of them is
  /// not known here.
  private static WorkItem onConnection(WorkItem item, long number) {
    return switch (item) {
      case WorkItem.Activity activity -> activity;
      case WorkItem.EntityBatch batch -> batch;
      case WorkItem.Turn turn -> new WorkItem.Turn(
          turn.token(), turn.function(),
          new HistoryPosition(
              turn.position().incarnation() ^ (number << Integer.SIZE),
              turn.position().events()),
          turn.newEvents(), turn.span());
    };
  }

  private synchronized void ended(Status status, long number) {
    if (number != connection || closed) {
      return;
    }
    log.info("The connection to the hub ended ({}); it is opened again in {} ms",
        status.getCode(), pause);
    held.values().removeIf(it -> it.from() == this);
    CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS).execute(this::connect);
    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
  }
}
