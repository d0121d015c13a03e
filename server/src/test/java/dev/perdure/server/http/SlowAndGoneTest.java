package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.perdure.server.configuration.HttpOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Those who send drop by drop, and those who hang up while they are waited for.
final class SlowAndGoneTest {
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");
  private static final String START = "/runtime/webhooks/durabletask/orchestrators/";

  private final TestServer server = new TestServer(
      HttpOptions.DEFAULTS.withLimits(
          HttpOptions.Limits.DEFAULTS.withRequestTime(Duration.ofSeconds(1))),
      List.of());

  @AfterEach
  void close() {
    server.close();
  }

  /// Each drop comes soon after the one before, so that no pause is too long; the whole is.
  @ParameterizedTest
  @ValueSource(strings = {
      "POST /runtime/", "POST " + START + "Echo HTTP/1.1\r\nHost: localhost\r\nX-Drops: ",
      "POST " + START + "Echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000\r\n\r\n"})
  void aRequestThatComesInDropsIsEnded(String beginning) throws Exception {
    try (Socket socket = connected()) {
      send(socket, beginning);
      String answer = dripUntilAnswered(socket);

      assertThat(answer).startsWith("HTTP/1.1 408 ").contains("PT1S");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void theNextRequestOfAConnectionHasItsOwnTime() throws Exception {
    try (Socket socket = connected()) {
      for (int i = 0; i < 5; i++) {
        send(socket, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(answer(socket)).startsWith("HTTP/1.1 200 ");
        Thread.sleep(300);
      }
    }
  }

  @Test
  void aConnectionIsClosedForWhoWantsNoOtherAnswer() throws Exception {
    try (Socket socket = connected()) {
      send(socket, "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

      assertThat(answer(socket)).startsWith("HTTP/1.1 200 ");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    try (Socket socket = connected()) {
      send(socket, "POST " + START + "Wait/last?timeout=600 HTTP/1.1\r\nHost: localhost\r\n"
          + "Connection: Close\r\nContent-Length: 0\r\n\r\n");
      awaitWaiting("last");
      Thread.sleep(1500); // Now the line is watched.
      server.postJson(server.api() + "/instances/last/raiseEvent/Go", "1");

      assertThat(answer(socket)).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n1");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aWaitEndsWhenItsClientHangsUp() throws Exception {
    try (Socket socket = connected()) {
      send(socket, "POST " + START + "Wait/left?timeout=600 HTTP/1.1\r\nHost: localhost\r\n"
          + "Content-Length: 0\r\n\r\n");
      awaitWaiting("left");
    }

    while (server.hub.taskHub().waiting() > 0) {
      Thread.sleep(10);
    }
    assertThat(server.hub.get("left", false).toCompletableFuture().join()).isPresent();
  }

  @Test
  void whatAClientSendsWhileItWaitsIsTakenAfterIt() throws Exception {
    try (Socket socket = connected()) {
      send(socket, "POST " + START + "Wait/eager?timeout=600 HTTP/1.1\r\nHost: localhost\r\n"
          + "Content-Length: 0\r\n\r\n");
      awaitWaiting("eager");
      Thread.sleep(1500); // Now the line is watched.
      send(socket, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
      server.postJson(server.api() + "/instances/eager/raiseEvent/Go", "1");

      assertThat(answer(socket)).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n1");
      assertThat(answer(socket)).startsWith("HTTP/1.1 200 ").contains("live");
      send(socket, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(answer(socket)).startsWith("HTTP/1.1 200 ").contains("live");
    }
  }

  @Test
  void aStreamEndsWhenItsClientHangsUp() throws Exception {
    server.post(server.api() + "/orchestrators/Wait/streamed");
    long before;
    try (Socket socket = connected()) {
      send(socket, "GET /v1/instances/streamed/changes HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      before = openFiles();
    }

    while (openFiles() > before - 2) { // Both ends of the connection were open.
      Thread.sleep(10);
    }
    assertThat(server.get(server.base() + "/health/live").statusCode()).isEqualTo(200);
  }

  private void awaitWaiting(String instanceId) throws InterruptedException {
    while (server.hub.taskHub().waiting() == 0
        || server.hub.get(instanceId, false).toCompletableFuture().join().isEmpty()) {
      Thread.sleep(10);
    }
  }

  private Socket connected() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /// Sends one byte after the other until there is an answer.
  private static String dripUntilAnswered(Socket socket) throws Exception {
    while (socket.getInputStream().available() == 0) {
      send(socket, "1");
      Thread.sleep(20);
    }
    return answer(socket);
  }

  /// One answer, whose length it says.
  private static String answer(Socket socket) throws IOException {
    var answer = new ByteArrayOutputStream();
    int next = socket.getInputStream().read();
    while (next >= 0) {
      answer.write(next);
      String text = answer.toString(StandardCharsets.UTF_8);
      int end = text.indexOf("\r\n\r\n");
      Matcher length = LENGTH.matcher(text);
      if (end >= 0 && length.find()
          && text.length() == end + 4 + Integer.parseInt(length.group(1))) {
        return text;
      }
      next = socket.getInputStream().read();
    }
    return answer.toString(StandardCharsets.UTF_8);
  }

  private static long openFiles() {
    return ManagementFactory
        .getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            ? system.getOpenFileDescriptorCount()
            : 0;
  }
}
