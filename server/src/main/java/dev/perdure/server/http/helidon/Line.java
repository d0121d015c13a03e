package dev.perdure.server.http.helidon;

import dev.perdure.server.http.exchange.Caller;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// What comes in on one connection. It measures how long a request takes to arrive, and looks ahead
/// while an answer takes long, so that a caller that has hung up is noticed.
///
/// Only one read is ever under way: the connection's own, or one ahead of it whose bytes the next
/// read of the connection takes. All methods are for the connection's thread.
final class Line implements Caller {
  private static final byte[] END = {};

  private final String address;
  private final DataReader from;
  private final long limitNanos;
  private boolean arriving;
  private boolean over;
  private long begunAt;
  private @Nullable Ahead ahead;
  private final List<Runnable> whenSent = new ArrayList<>(1);

  /// A read ahead of the connection.
  ///
  /// @param bytes what came, [#END] if the caller hung up
  /// @param gone completes if the caller hung up
  /// @param wanted whether the connection waits for the bytes, so that its read may time out
  private record Ahead(
      CompletableFuture<byte[]> bytes,
      CompletableFuture<@Nullable Void> gone,
      AtomicBoolean wanted) {}

  Line(String address, DataReader from, Duration limit) {
    this.address = address;
    this.from = from;
    this.limitNanos = limit.toNanos();
  }

  @Override
  public String address() {
    return address;
  }

  /// The request has arrived whole; what comes now belongs to the next one.
  ///
  /// @param last whether the caller wants no other on this connection
  void arrived(boolean last) {
    arriving = false;
    over = last;
  }

  /// The next bytes, or null if the caller hung up or if no other request is wanted: the connection
  /// is closed then, for which such callers wait (RFC 9112, 9.6).
  byte @Nullable [] next() {
    if (over) {
      return null;
    }
    if (arriving && System.nanoTime() - begunAt > limitNanos) {
      throw RequestException.builder()
          .type(EventType.BAD_REQUEST)
          .status(Status.REQUEST_TIMEOUT_408)
          .setKeepAlive(false)
          .message("it took longer than " + Duration.ofNanos(limitNanos) + " to arrive")
          .build();
    }
    byte[] bytes = ahead == null ? read() : taken(ahead);
    if (!arriving) {
      arriving = true;
      begunAt = System.nanoTime();
    }
    return bytes.length == 0 ? null : bytes;
  }

  @Override
  public CompletableFuture<@Nullable Void> gone() {
    if (ahead == null) {
      ahead = new Ahead(
          new CompletableFuture<>(), new CompletableFuture<>(), new AtomicBoolean());
      Ahead begun = ahead;
      Thread.ofVirtual().name("perdure-line-", 0).start(() -> look(begun));
    }
    return ahead.gone();
  }

  @Override
  public void whenSent(Runnable task) {
    whenSent.add(task);
  }

  /// The answer has been sent, or given up.
  void sent() {
    whenSent.forEach(Runnable::run);
    whenSent.clear();
  }

  private byte[] taken(Ahead before) {
    before.wanted().set(true);
    try {
      return before.bytes().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("The server stops", e);
    } finally {
      ahead = null;
    }
  }

  private void look(Ahead begun) {
    try {
      byte[] bytes = patientlyRead(begun);
      if (bytes.length == 0) {
        begun.gone().complete(null);
      }
      begun.bytes().complete(bytes);
    } catch (RuntimeException e) { // The connection's own read would have met the same.
      begun.gone().complete(null);
      begun.bytes().completeExceptionally(e);
    }
  }

  /// A caller that waits for its answer has nothing to send.
  private byte[] patientlyRead(Ahead begun) {
    while (true) {
      try {
        return read();
      } catch (RuntimeException e) {
        if (begun.wanted().get() || !isTimeout(e)) {
          throw e;
        }
      }
    }
  }

  private static boolean isTimeout(Throwable problem) {
    Throwable cause = problem.getCause();
    return problem instanceof SocketTimeoutException || (cause != null && isTimeout(cause));
  }

  private byte[] read() {
    try {
      return from.readBuffer().readBytes();
    } catch (InsufficientDataAvailableException e) {
      return END;
    }
  }
}
