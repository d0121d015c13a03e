package dev.perdure.server.grpc;

import dev.perdure.runtime.env.Env;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// What is sent over a stream of work. It is written as fast as the worker reads, and what it does
/// not read waits here. The call is ready only when the worker's connection has taken all that was
/// written ([#READY_BELOW]), so that nothing is too little to be missed, and what is written counts
/// until then.
final class Outgoing {

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

  /// How long the last words may wait behind what is not read.
  private static final Duration LAST_WORDS = Duration.ofSeconds(10);

  private final ResettableCall resettable;
  private final ServerCallStreamObserver<byte[]> call;
  private final ItemRoom.Share share;
  private final Env env;
  private final Lock lock = new ReentrantLock();
  private final Deque<byte[]> messages = new ArrayDeque<>();
  private long lastSent;
  private long readyAt;
  private long written; // since then
  private volatile boolean ended;

  /// How things are with the worker.
  enum Condition {
    READING,

    /// It reads, but there has been nothing to read for long.
    SILENT,

    /// It does not read.
    STALLED,

    ENDED
  }

  /// @param share what is sent is counted in it
  Outgoing(ResettableCall call, ItemRoom.Share share, Env env) {
    this.resettable = call;
    this.call = call.observer();
    this.share = share;
    this.env = env;
    this.readyAt = env.nanos();
    this.lastSent = readyAt;
  }

  /// Sends a message when those before it are read.
  ///
  /// @return whether the stream is still open
  boolean send(byte[] message) {
    lock.lock();
    try {
      if (ended) {
        return false;
      }
      share.take(message.length);
      messages.add(message);
    } finally {
      lock.unlock();
    }
    flush();
    return true;
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
    share.giveBack(written);
    readyAt = env.nanos();
    written = 0;
    while (!ended && !messages.isEmpty() && written < BATCH_BYTES) {
      byte[] message = messages.remove();
      call.onNext(message);
      written += message.length;
      lastSent = readyAt;
    }
    return written > 0;
  }

  /// How things are now.
  Condition look(long now) {
    lock.lock();
    try {
      if (ended) {
        return Condition.ENDED;
      }
      if (call.isReady()) {
        return now - lastSent > PING_AFTER.toNanos() ? Condition.SILENT : Condition.READING;
      }
      return now - readyAt > patience().toNanos() ? Condition.STALLED : Condition.READING;
    } finally {
      lock.unlock();
    }
  }

  private Duration patience() {
    return STALLED_AFTER.plusSeconds(written / SLOWEST_READING);
  }

  boolean over() {
    return ended;
  }

  /// Sends nothing any more, and drops what waits.
  ///
  /// @return whether the stream was open
  boolean end() {
    lock.lock();
    try {
      if (ended) {
        return false;
      }
      ended = true;
      messages.clear();
    } finally {
      lock.unlock();
    }
    share.end();
    return true;
  }

  /// Says why there is no more. A worker that reads nothing does not read that either, and what was
  /// written before it must not stay for as long as its connection.
  ///
  /// @param stalled whether it reads nothing
  void close(Status status, boolean stalled) {
    boolean unread = !call.isReady();
    call.onError(status.asRuntimeException());
    if (stalled) {
      reset();
    } else if (unread) {
      env.schedule(LAST_WORDS, this::reset);
    }
  }

  private void reset() {
    resettable.reset("The worker does not read its work items");
  }
}
