package dev.perdure.server.grpc;

import dev.perdure.protocol.WorkItemWriter;
import dev.perdure.runtime.read.HistoryPiece;
import dev.perdure.runtime.read.HistoryPlace;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A call that streams a history. A piece is read from the store when all before it is on its way,
/// so that a caller who does not read costs one piece, which [HistoryRoom] counts. He loses the
/// call after a while, and at once when his bearer token is no longer taken.
final class HistoryCall {
  private static final Logger log = LoggerFactory.getLogger(HistoryCall.class);

  static final int PIECE_BYTES = 256 << 10;

  /// For how many looks, one every [HistoryCalls#TICK], a piece may wait for the caller.
  static final int PATIENCE = 12;

  /// The same while others wait for his place.
  static final int LITTLE_PATIENCE = 2;

  private final Caller caller;
  private final ServerCallStreamObserver<byte[]> call;
  private final HistoryRoom room;
  private final Runnable reset;

  /// Held by whoever reads and sends pieces, one at a time.
  private final Lock writer = new ReentrantLock();

  /// Held for what is done to the call.
  private final Lock lock = new ReentrantLock();
  private @Nullable HistoryPlace place;
  private volatile boolean unread;
  private boolean ended;
  private int waited;

  /// @param reset drops what has been sent and not been read
  HistoryCall(
      Caller caller, ServerCallStreamObserver<byte[]> call, HistoryRoom room, Runnable reset) {
    this.caller = caller;
    this.call = call;
    this.room = room;
    this.reset = reset;
  }

  /// Begins to send, or says why not.
  void begin(Optional<HistoryPlace> beginning, @Nullable Throwable failure) {
    if (failure != null) {
      fail(failure);
    } else if (beginning.isEmpty()) {
      end(Status.NOT_FOUND.withDescription("There is no history of such an execution"));
    } else {
      writer.lock();
      try {
        place = beginning.get();
      } finally {
        writer.unlock();
      }
      write();
    }
  }

  /// Sends what can be sent now. This reads, and may block.
  void write() {
    writer.lock();
    try {
      HistoryPlace next = place;
      while (next != null && mayWrite()) {
        next = writePiece(next);
        place = next;
      }
    } finally {
      writer.unlock();
    }
  }

  private boolean mayWrite() {
    if (over() || !call.isReady()) {
      return false;
    }
    if (unread) {
      unread = false;
      room.leave(this);
    }
    if (!room.enter(this)) {
      return false;
    }
    if (over()) {
      room.leave(this); // It may have been looked for before it was there.
      return false;
    }
    return true;
  }

  /// @return what to go on with, null if there is no more
  private @Nullable HistoryPlace writePiece(HistoryPlace from) {
    Optional<HistoryPiece> read;
    try {
      CompletionStage<Optional<HistoryPiece>> piece = room.read(
          () -> caller.hub().historyPiece(from, PIECE_BYTES));
      read = piece.toCompletableFuture().join();
    } catch (RuntimeException e) {
      fail(e);
      return null;
    }
    if (read.isEmpty()) {
      end(
          Status.ABORTED.withDescription(
              "The execution was replaced or removed while its history was read"));
      return null;
    }
    HistoryPiece piece = read.get();
    return send(
        WorkItemWriter.historyChunk(piece.events()::write, piece.events().bytes()), piece.next());
  }

  private @Nullable HistoryPlace send(byte[] message, HistoryPlace next) {
    lock.lock();
    try {
      if (ended) {
        return null;
      }
      waited = 0;
      unread = true;
      if (message.length > 0) {
        call.onNext(message);
      }
      if (next.atEnd()) {
        ended = true;
        call.onCompleted();
        return null;
      }
    } finally {
      lock.unlock();
    }
    return next;
  }

  /// Looks after the call, every few seconds.
  void tick(Instant now) {
    if (caller.expired(now)) {
      end(Door.expired());
    }
    boolean tooLong;
    boolean told;
    lock.lock();
    try {
      told = ended;
      waited = ended || (unread && !call.isReady()) ? waited + 1 : 0;
      tooLong = waited > (room.crowded() ? LITTLE_PATIENCE : PATIENCE);
    } finally {
      lock.unlock();
    }
    if (tooLong) {
      if (!told) {
        log.info("Expected a caller to read a history, but he did not; the call is ended");
        end(Status.UNAVAILABLE.withDescription("The caller does not read the history"));
      }
      reset.run();
    }
  }

  private void fail(Throwable failure) {
    end(Statuses.of(failure).getStatus());
  }

  /// Ends the call for the given reason, unless it has ended.
  void end(Status status) {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        waited = 0;
        call.onError(status.asRuntimeException());
      }
    } finally {
      lock.unlock();
    }
  }

  /// Nothing more of the call is on its way.
  void gone() {
    lock.lock();
    try {
      ended = true;
    } finally {
      lock.unlock();
    }
    room.leave(this);
  }

  private boolean over() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }
}
