package dev.perdure.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Sends starts that wait for their output over kept connections, one request at a time on each. It
/// does as little as a client can, since it runs on the processors that are measured.
final class HttpDriver {
  private final int port;
  private final byte[] request;

  HttpDriver(int port, String function) {
    this.port = port;
    this.request = ("POST /runtime/webhooks/durabletask/orchestrators/" + function
        + "?timeout=60 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// Keeps a number of requests in flight for a while.
  ///
  /// @param samples takes the times from request to response
  /// @return how many were answered in a second
  double inFlight(int count, Duration length, Samples samples) {
    AtomicLong ended = new AtomicLong();
    long began = System.nanoTime();
    long end = began + length.toNanos();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(Thread.ofVirtual().start(() -> ended.addAndGet(send(end, samples))));
    }
    try {
      for (Thread client : clients) {
        client.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("Expected to wait undisturbed, but was interrupted", e);
    }
    return ended.get() / ((System.nanoTime() - began) / 1e9);
  }

  private long send(long end, Samples samples) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      byte[] buffer = new byte[8192];
      long sent = 0;
      while (System.nanoTime() < end) {
        long began = System.nanoTime();
        socket.getOutputStream().write(request);
        read(socket.getInputStream(), buffer);
        samples.add(System.nanoTime() - began);
        sent++;
      }
      return sent;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads one response; the next one comes only after another request.
  private static void read(InputStream in, byte[] buffer) throws IOException {
    int length = 0;
    while (true) {
      int read = in.read(buffer, length, buffer.length - length);
      if (read < 0) {
        throw new IOException("The server closed the connection");
      }
      length += read;
      String answer = new String(buffer, 0, length, StandardCharsets.US_ASCII);
      int head = answer.indexOf("\r\n\r\n");
      if (head > 0 && length >= head + 4 + contentLength(answer)) {
        if (!answer.startsWith("HTTP/1.1 200 ") || !answer.endsWith("\"ok\"")) {
          throw new IOException("Expected the output, but got " + answer);
        }
        return;
      }
    }
  }

  private static int contentLength(String head) {
    String name = "Content-Length: ";
    int from = head.indexOf(name) + name.length();
    return Integer.parseInt(head.substring(from, head.indexOf('\r', from)));
  }
}
