package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.perdure.model.request.Outcome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Many clients, slow ones, and those that vanish.
final class RobustnessTest {
  private static final int MANY = 1500;

  private final TestServer server = new TestServer();
  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  @Test
  void manyWaitAtATimeAndAllAreAnswered() throws IOException {
    for (int i = 0; i < MANY; i++) {
      send("POST /runtime/webhooks/durabletask/orchestrators/Wait/w" + i
          + "?timeout=120 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    }
    assertThat(server.get(server.base() + "/health/ready").statusCode()).isEqualTo(200);
    raiseAll();

    for (int i = 0; i < MANY; i++) {
      assertThat(firstLine(sockets.get(i))).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void clientsThatVanishLeaveNothingBehind() throws Exception {
    long before = openFiles();
    for (int i = 0; i < MANY; i++) {
      send("POST /runtime/webhooks/durabletask/orchestrators/Wait/w" + i
          + "?timeout=120 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    }
    awaitStarted();
    for (Socket socket : sockets) {
      socket.setSoLinger(true, 0); // As when a machine dies: no farewell.
      socket.close();
    }
    raiseAll();

    long left = openFiles() - before;
    for (int i = 0; i < 200 && left > 50; i++) {
      Thread.sleep(50);
      left = openFiles() - before;
    }
    assertThat(left).isLessThanOrEqualTo(50);
    assertThat(server.postJson(server.api() + "/orchestrators/Echo?timeout=10", "1").body())
        .isEqualTo("1");
  }

  @Test
  void slowSendersHoldNobodyUp() throws IOException {
    for (int i = 0; i < 300; i++) {
      send("POST /runtime/webhooks/durabletask/orchestrators/Echo HTTP/1.1\r\nHost: local");
      send(
          "POST /api/orchestrators/Echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n1");
    }

    assertThat(server.postJson(server.api() + "/orchestrators/Echo?timeout=10", "1").body())
        .isEqualTo("1");
    Socket slow = sockets.get(1);
    slow.getOutputStream().write("2345678 ".getBytes(StandardCharsets.US_ASCII));
    assertThat(firstLine(slow)).isEqualTo("HTTP/1.1 202 Accepted");
  }

  /// Every id that can be in an address comes to the same instance, whoever encodes it.
  @ParameterizedTest
  @CsvSource({"a%252Fb, a%2Fb", "a+b, a b", "a%20b, a b", "a%2Bb, a+b", "%C3%BC, ü",
      "%F0%9F%98%80, \uD83D\uDE00", "%E2%82%AC%25, €%", "'<script>alert(1)</script>', 404"})
  void anIdIsDecodedOnce(String sent, String id) throws IOException {
    String address = sent.replace("<", "%3C").replace(">", "%3E");
    var started = server.post(server.api() + "/orchestrators/Wait/" + address);

    if (id.equals("404")) {
      assertThat(started.statusCode()).isEqualTo(404); // It holds a slash.
    } else {
      assertThat(started.body()).contains("\"id\":\"" + id + "\"");
      assertThat(server.hub.get(id, false).toCompletableFuture().join()).isPresent();
      assertThat(server.get(server.api() + "/instances/" + address).statusCode()).isEqualTo(202);
      assertThat(server.get(server.base() + "/v1/instances/" + address).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() throws IOException {
    for (String id : Set.of("%FF", "%C3", "%ED%A0%80", "%00", "%zz", "%")) {
      assertThat(server.raw("GET /runtime/webhooks/durabletask/instances/" + id
          + " HTTP/1.1\r\nHost: localhost\r\n\r\n")).as(id).startsWith("HTTP/1.1 400 ");
    }
  }

  private void send(String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(60_000);
    sockets.add(socket);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  private void awaitStarted() throws InterruptedException {
    for (int i = 0; i < MANY; i++) {
      while (server.hub.get("w" + i, false).toCompletableFuture().join().isEmpty()) {
        Thread.sleep(5);
      }
    }
  }

  private void raiseAll() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < MANY; i++) {
        String id = "w" + i;
        threads.execute(() -> raise(id));
      }
    }
  }

  private void raise(String id) {
    boolean isThere = false;
    while (!isThere) {
      isThere = server.hub.raiseEvent(id, "Go", "1", null).toCompletableFuture()
          .join() instanceof Outcome.Accepted;
    }
  }

  private static String firstLine(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    int next = socket.getInputStream().read();
    while (next >= 0 && next != '\r') {
      line.append((char) next);
      next = socket.getInputStream().read();
    }
    return line.toString();
  }

  private static long openFiles() {
    return ManagementFactory
        .getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            ? system.getOpenFileDescriptorCount()
            : 0;
  }
}
