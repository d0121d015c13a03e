package dev.perdure.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.perdure.testing.suite.Fuzz;
import dev.perdure.testing.suite.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sends requests that no client should send, and watches that each is answered soon, that no
/// answer is a fault of the server or shows its insides, and that nothing is left behind.
///
/// `HttpFuzz http-fuzz …`, with the arguments of [Fuzz].
public final class HttpFuzz implements Fuzz.Fuzzer {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int MOST_FINDINGS = 20;
  private static final int MOST_LEFT_OPEN = 100;
  private static final Pattern STATUS = Pattern.compile("^HTTP/1\\.1 (\\d{3}) ");
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");

  /// Two faults that Durable Functions has and its callers know: to suspend what is suspended and
  /// to resume what is not.
  private static final Pattern COMPATIBLE_FAULT = Pattern.compile(
      "(?s).*\r\n\r\n\\{\"Message\":\"[^\r\n]*\","
          + "\"Reason\":\"(already|not)-suspended\"\\}");

  private final long seed;
  private final List<String> findings = new ArrayList<>();
  private final Map<Integer, Integer> statuses = new TreeMap<>();

  HttpFuzz(long seed) {
    this.seed = seed;
  }

  /// Runs the fuzzer.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    new Program(Map.of("http-fuzz", new Fuzz(HttpFuzz::new)), Fuzz.OPTIONS).runAndExit(arguments);
  }

  @Override
  public Map<Integer, Integer> answers() {
    return statuses;
  }

  @Override
  public List<String> run(int cycles) throws IOException {
    try (var server = new TestServer()) {
      FuzzRequests requests = new FuzzRequests(seed);
      send(server, 0, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII));
      long before = openFiles();
      for (int cycle = 1; cycle <= cycles && findings.size() < MOST_FINDINGS; cycle++) {
        send(server, cycle, requests.next());
        if (cycle % 1000 == 0) {
          alive(server, cycle);
        }
      }
      alive(server, cycles);
      nothingIsLeft(server, cycles, before);
    }
    return List.copyOf(findings);
  }

  /// Whoever has gone is waited for no more, and no connection is left open.
  private void nothingIsLeft(TestServer server, int cycles, long before) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    long left = openFiles() - before;
    int waiting = server.hub.taskHub().waiting();
    while ((left > MOST_LEFT_OPEN || waiting > 0) && System.nanoTime() - until < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      left = openFiles() - before;
      waiting = server.hub.taskHub().waiting();
    }
    if (left > MOST_LEFT_OPEN || waiting > 0) {
      finding(cycles, "files or connections left open: " + left + ", waits: " + waiting,
          new byte[0], "");
    }
  }

  private void send(TestServer server, int cycle, byte[] request) throws IOException {
    String answer;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setSoLinger(true, 0); // Thousands of closed connections need not linger.
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      answer = read(socket.getInputStream());
    } catch (SocketTimeoutException e) {
      finding(cycle, "no answer", request, "");
      return;
    } catch (IOException e) {
      return; // The server closed the connection on a request that is none.
    }
    judge(cycle, request, answer);
  }

  private void judge(int cycle, byte[] request, String answer) {
    Matcher status = STATUS.matcher(answer);
    if (answer.isEmpty()) {
      statuses.merge(0, 1, Integer::sum);
      return;
    }
    if (!status.find()) {
      finding(cycle, "no status", request, answer);
      return;
    }
    int code = Integer.parseInt(status.group(1));
    statuses.merge(code, 1, Integer::sum);
    boolean known = code == 505 || code == 501
        || (code == 500 && COMPATIBLE_FAULT.matcher(answer).find())
        || (code == 500 && answer.contains("\"runtimeStatus\":\"Failed\""));
    if (code >= 500 && !known) {
      finding(cycle, "a fault", request, answer);
    }
    if (answer.contains("\tat ") || answer.contains("java.lang.")
        || answer.contains("io.helidon")) {
      finding(cycle, "insides shown", request, answer);
    }
    boolean isJson = answer.contains("application/json") || answer.contains("problem+json");
    String body = body(answer);
    if (isJson && !body.isEmpty() && !isJson(body)) {
      finding(cycle, "JSON that is none", request, answer);
    }
  }

  /// The body of the first answer; others may follow what the server took for several requests.
  private static String body(String answer) {
    int head = answer.indexOf("\r\n\r\n");
    Matcher length = LENGTH.matcher(answer);
    if (head < 0 || !length.find() || length.start() > head) {
      return "";
    }
    byte[] rest = answer.substring(head + 4).getBytes(StandardCharsets.UTF_8);
    return new String(rest, 0, Math.min(rest.length, Integer.parseInt(length.group(1))),
        StandardCharsets.UTF_8);
  }

  private void alive(TestServer server, int cycle) {
    if (server.get(server.base() + "/health/ready").statusCode() != 200
        || !server.postJson(server.api() + "/orchestrators/Echo?timeout=10", "1").body()
            .equals("1")) {
      finding(cycle, "nobody is served any more", new byte[0], "");
    }
  }

  private void finding(int cycle, String what, byte[] request, String answer) {
    findings.add("seed " + seed + ", cycle " + cycle + ": " + what + "\n> "
        + new String(request, StandardCharsets.ISO_8859_1) + "\n< "
        + answer.substring(0, Math.min(answer.length(), 1000)) + " ... (" + answer.length() + ") "
        + answer.substring(Math.max(0, answer.length() - 200)));
  }

  /// Reads until the end, or for as long as the answer says that it is; of a stream its beginning.
  private static String read(InputStream in) throws IOException {
    var bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[16 * 1024];
    int read = in.read(buffer);
    while (read >= 0) {
      bytes.write(buffer, 0, read);
      String text = bytes.toString(StandardCharsets.ISO_8859_1)
          .replaceFirst("^HTTP/1\\.1 100 Continue\r\n\r\n", "");
      int head = text.indexOf("\r\n\r\n");
      Matcher length = LENGTH.matcher(text);
      boolean whole = head >= 0 && length.find()
          && text.length() >= head + 4 + Integer.parseInt(length.group(1));
      if (whole || text.contains("Content-Type: text/event-stream")) {
        break;
      }
      read = in.read(buffer);
    }
    return bytes.toString(StandardCharsets.UTF_8)
        .replaceFirst("^HTTP/1\\.1 100 Continue\r\n\r\n", "");
  }

  private static boolean isJson(String text) {
    try {
      new ObjectMapper().readTree(text);
      return true;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static long openFiles() {
    return ManagementFactory
        .getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            ? system.getOpenFileDescriptorCount()
            : 0;
  }
}
