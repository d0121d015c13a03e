package dev.perdure.server.http.helidon;

import dev.perdure.server.http.exchange.BadRequestException;
import dev.perdure.server.http.exchange.Headers;
import dev.perdure.server.http.exchange.Query;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Listens on a port and has each request answered by a function.
public final class HelidonListener implements AutoCloseable {
  private static final int MAX_HEADERS = 16 * 1024;
  private static final int MAX_REQUEST_LINE = 8 * 1024;
  private static final int MAX_CONNECTIONS = 10_000;
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final InetSocketAddress address;
  private final int maxPayload;
  private final Answering answering;
  private final WebServer server;

  /// Answers requests.
  @FunctionalInterface
  public interface Answering {

    /// Answers a request. It never fails.
    Response answer(Request request);
  }

  /// Prepares to listen.
  ///
  /// @param maxPayload the most bytes of a body
  public HelidonListener(InetAddress address, int port, int maxPayload, Answering answering) {
    this.address = new InetSocketAddress(address, port);
    this.maxPayload = maxPayload;
    this.answering = answering;
    this.server = WebServer.builder()
        .address(address)
        .port(port)
        .shutdownHook(false)
        .maxPayloadSize(maxPayload)
        .maxTcpConnections(MAX_CONNECTIONS)
        .idleConnectionTimeout(IDLE_TIMEOUT)
        .shutdownGracePeriod(GRACE)
        .connectionOptions(options -> options.readTimeout(READ_TIMEOUT).tcpNoDelay(true))
        .protocolsDiscoverServices(false)
        .addProtocol(Http1Config.builder()
            .maxHeadersSize(MAX_HEADERS).maxPrologueLength(MAX_REQUEST_LINE).build())
        .directHandlers(directHandlers(maxPayload))
        .routing(HttpRouting.builder().any(this::handle))
        .build();
  }

  /// Listens.
  ///
  /// @throws UncheckedIOException if the port cannot be had
  public void start() {
    // Helidon logs that a port is taken, and then does as if it listened.
    try (var probe = ServerSocketChannel.open()) {
      probe.bind(address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.start();
    if (!server.isRunning()) {
      throw new UncheckedIOException(new IOException("it cannot be listened on"));
    }
  }

  /// The port that is listened on.
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }

  private void handle(ServerRequest from, ServerResponse to) throws IOException {
    byte[] body = body(from);
    if (body == null) {
      send(tooLarge(maxPayload).with("Connection", "close"), to);
      return;
    }
    Response response;
    try {
      response = answering.answer(request(from, body));
    } catch (BadRequestException e) { // The query's encoding.
      response = Response.problem(400, String.valueOf(e.getMessage()));
    }
    send(response, to);
  }

  private static Request request(ServerRequest from, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : from.headers()) {
      headers.put(header.name(), header.values());
    }
    return new Request(
        from.prologue().method().text(),
        (from.isSecure() ? "https://" : "http://") + from.authority(),
        from.prologue().uriPath().rawPath(),
        Query.parse(from.prologue().query().rawValue()),
        Headers.of(headers),
        body);
  }

  /// The body, or null if it is too large.
  private byte @Nullable [] body(ServerRequest from) throws IOException {
    if (!from.content().hasEntity()) {
      return new byte[0];
    }
    try (InputStream in = from.content().inputStream()) {
      byte[] body = in.readNBytes(maxPayload + 1);
      return body.length > maxPayload ? null : body;
    }
  }

  private static void send(Response response, ServerResponse to) {
    to.status(response.status());
    response.headers().forEach((name, value) -> to.header(name, value));
    to.header(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
    to.send(response.body());
  }

  private static Response tooLarge(int maxPayload) {
    return Response.problem(413, "Expected a body of at most " + maxPayload
        + " bytes (the server's --max-payload), but got a larger one");
  }

  /// What is answered to requests that no handler gets to see.
  private static DirectHandlers directHandlers(int maxPayload) {
    DirectHandler handler = (_, _, status, headers, message) -> {
      Response response = status.code() == 413
          ? tooLarge(maxPayload)
          : refused(status, message);
      var answer = TransportResponse.builder().status(status).headers(headers).keepAlive(false);
      response.headers()
          .forEach((name, value) -> answer.header(HeaderNames.create(name), value));
      return answer.entity(response.body()).build();
    };
    var handlers = DirectHandlers.builder();
    for (EventType event : EventType.values()) {
      handlers.addHandler(event, handler);
    }
    return handlers.build();
  }

  /// Helidon gives no message where it would tell of its own insides.
  private static Response refused(Status status, @Nullable String message) {
    String reason = message == null || message.isEmpty() ? status.reasonPhrase() : message;
    return Response.problem(status.code(), "The server does not take this request: " + reason);
  }
}
