package dev.perdure.server.http.helidon;

import dev.perdure.server.answer.AnswerRoom;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Sends large bodies piece by piece, and gives up on callers who do not take them.
final class Sending {

  /// What is waited for at a time. Less would cost time, and more would take callers with thin
  /// lines for ones that have stalled.
  private static final int PIECE = 64 << 10;

  private final AnswerRoom room;
  private final Set<Piece> underWay = ConcurrentHashMap.newKeySet();

  Sending(AnswerRoom room) {
    this.room = room;
  }

  /// A piece that a thread is about to send. It is compared by identity.
  private static final class Piece {
    private final Thread sender = Thread.currentThread();
    private final long begunAt = System.nanoTime();
    private boolean over;
    private boolean isCut;

    /// A virtual thread that is interrupted while it writes closes its connection.
    synchronized void cut(long now, Duration limit) {
      if (!over && now - begunAt > limit.toNanos()) {
        isCut = true;
        sender.interrupt();
      }
    }

    synchronized boolean end() {
      over = true;
      return isCut;
    }
  }

  /// A stream that sends on in the same way what is written to it. It is closed by whoever knows
  /// that it is whole.
  OutputStream to(OutputStream out) {
    OutputStream sent = new OutputStream() {
      @Override
      public void write(int next) throws IOException {
        out.write(next);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        send(bytes, from, length, out);
      }
    };
    return new BufferedOutputStream(sent, PIECE);
  }

  void send(byte[] body, OutputStream out) throws IOException {
    send(body, 0, body.length, out);
  }

  private void send(byte[] body, int begin, int length, OutputStream out) throws IOException {
    int end = begin + length;
    for (int from = begin; from < end; from += PIECE) {
      Piece piece = new Piece();
      underWay.add(piece);
      boolean isCut = false;
      try {
        out.write(body, from, Math.min(PIECE, end - from));
      } finally {
        underWay.remove(piece);
        isCut = piece.end();
      }
      if (isCut) {
        throw new InterruptedIOException("The caller took nothing of the answer for too long");
      }
    }
  }

  /// Gives up on those who have stalled by a time of the machine's clock.
  void look(long now) {
    Duration limit = room.stalledAfter();
    underWay.forEach(piece -> piece.cut(now, limit));
  }
}
