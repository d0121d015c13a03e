package dev.perdure.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.protocol.message.StreamInstanceHistoryRequest;
import dev.perdure.runtime.env.Env;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/// All open calls that stream histories.
final class HistoryCalls implements AutoCloseable {
  static final Duration TICK = Duration.ofSeconds(5);

  private final Env env;
  private final HistoryRoom room;
  private final Set<HistoryCall> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  HistoryCalls(Env env) {
    this(env, HistoryRoom.ofHeap(env));
    env.schedule(TICK, this::tick);
  }

  /// Calls that somebody else looks after.
  ///
  /// @param room for what they have sent and is not read yet
  HistoryCalls(Env env, HistoryRoom room) {
    this.env = env;
    this.room = room;
  }

  /// Sends a history in pieces, as fast as the caller reads.
  void stream(Caller caller, byte[] bytes, ServerCallStreamObserver<byte[]> call)
      throws InvalidProtocolBufferException {
    StreamInstanceHistoryRequest request = StreamInstanceHistoryRequest.parseFrom(bytes);
    Context context = Context.current();
    HistoryCall history = new HistoryCall(
        caller, call, room,
        () -> ResettableCalls.reset(context, "The history was not read for long"));
    // Otherwise a call counts as ready while tens of KiB wait for a caller who reads nothing.
    call.setOnReadyThreshold(1);
    call.setOnReadyHandler(history::write);
    call.setOnCancelHandler(() -> gone(history));
    call.setOnCloseHandler(() -> gone(history));
    open.add(history);
    if (closed) {
      history.end(Door.stopping());
      return;
    }
    CompletionStage<?> _ = caller.hub()
        .historyBeginning(
            request.getInstanceId(),
            request.hasExecutionId() && !request.getExecutionId().getValue().isEmpty()
                ? request.getExecutionId().getValue()
                : null)
        .whenComplete(history::begin);
  }

  /// Tells all callers that the server stops.
  @Override
  public void close() {
    closed = true;
    open.forEach(history -> history.end(Door.stopping()));
  }

  /// How many calls are open, those included whose last piece is still being read.
  int size() {
    return open.size();
  }

  private void gone(HistoryCall history) {
    open.remove(history);
    history.gone();
  }

  private void tick() {
    if (!closed) {
      lookAfter(env.now());
      env.schedule(TICK, this::tick);
    }
  }

  /// Ends calls whose callers do not read, or are not let in any more.
  void lookAfter(Instant now) {
    open.forEach(history -> history.tick(now));
  }
}
