package dev.perdure.server.http.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.server.answer.AnswerRoom;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Callers who do not take what they asked for.
final class SendingTest {
  private static final byte[] BODY = new byte[32 << 20];

  private final AnswerRoom room = new AnswerRoom(1, 1 << 20, Duration.ofMinutes(5));
  private final Sending sending = new Sending(room);

  @Test
  void whoTakesNothingForLongIsGivenUp() throws Exception {
    try (Pair pair = new Pair()) {
      CompletableFuture<IOException> end = pair.sendAll();
      long now = System.nanoTime();

      sending.look(now + AnswerRoom.STALLED_AFTER.toNanos() - 30_000_000_000L);
      assertThat(end).isNotDone();
      while (!end.isDone()) {
        sending.look(now + AnswerRoom.STALLED_AFTER.toNanos() * 2);
        Thread.sleep(10);
      }

      assertThat(end.join()).isInstanceOf(IOException.class);
      while (pair.caller.getInputStream().read(new byte[1 << 20]) >= 0) {
        // What was on its way; then the connection is over.
      }
    }
  }

  @Test
  void whoTakesNothingIsGivenUpSoonerIfOthersNeedTheRoom() throws Exception {
    try (Pair pair = new Pair(); AnswerRoom.Turn turn = room.turn()) {
      CompletableFuture<IOException> end = pair.sendAll();
      Runnable kept = turn.keep(1 << 20);
      CompletableFuture<Void> other = CompletableFuture.runAsync(() -> turn.keep(1 << 20).run());
      while (!room.isWanted()) {
        Thread.sleep(1);
      }
      while (!end.isDone()) {
        sending.look(System.nanoTime() + AnswerRoom.STALLED_IN_NEED_AFTER.toNanos());
        Thread.sleep(10);
      }

      kept.run();
      other.join();
      assertThat(end.join()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void whatIsTakenArrivesWhole() throws Exception {
    new Random(1).nextBytes(BODY);
    try (Pair pair = new Pair()) {
      CompletableFuture<IOException> end = pair.sendAll();
      byte[] taken = pair.caller.getInputStream().readNBytes(BODY.length);

      assertThat(end.join()).isNull();
      assertThat(taken).isEqualTo(BODY);
    }
  }

  /// Both ends of a connection.
  private final class Pair implements AutoCloseable {
    private final Socket caller = new Socket();
    private final Socket server;

    Pair() throws IOException {
      try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        caller.setReceiveBufferSize(4096);
        caller.connect(
            new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort()));
        server = listening.accept();
        server.setSendBufferSize(4096);
      }
    }

    /// Sends from a thread like those of the listener.
    ///
    /// @return what ended it, null if it is all sent
    CompletableFuture<IOException> sendAll() throws Exception {
      CompletableFuture<IOException> end = new CompletableFuture<>();
      CountDownLatch begun = new CountDownLatch(1);
      Thread.ofVirtual().start(() -> {
        try (OutputStream out = server.getOutputStream()) {
          begun.countDown();
          sending.send(BODY, out);
          end.complete(null);
        } catch (IOException e) {
          end.complete(e);
        }
      });
      begun.await();
      return end;
    }

    @Override
    public void close() throws IOException {
      caller.close();
      server.close();
    }
  }
}
