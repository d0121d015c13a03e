package dev.perdure.server.http.helidon;

import dev.perdure.server.answer.AnswerRoom;
import dev.perdure.server.configuration.HttpOptions;
import dev.perdure.server.configuration.OperatorException;
import dev.perdure.server.http.exchange.BadRequestException;
import dev.perdure.server.http.exchange.Caller;
import dev.perdure.server.http.exchange.Headers;
import dev.perdure.server.http.exchange.Json;
import dev.perdure.server.http.exchange.Query;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.helidon.LineSelector.Peer;
import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens on a port and has each request answered by a function.
public final class HelidonListener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HelidonListener.class);

  private static final int MAX_HEADERS = 16 * 1024;

  /// It holds an instance id of the largest length, of which each character may be nine in a path.
  private static final int MAX_REQUEST_LINE = 20 * 1024;

  private static final int MAX_CONNECTIONS = 20_000;
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final InetSocketAddress address;
  private final int maxPayload;
  private final Answering answering;
  private final Sending sending;
  private final WebServer server;
  private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
      Thread.ofPlatform().daemon().name("perdure-http-watch-", 0).factory());

  /// Where to listen.
  ///
  /// @param address the address
  /// @param port the port, 0 for any free one
  /// @param tls the certificate to show, absent for plain HTTP
  public record Place(InetAddress address, int port, Optional<HttpOptions.Tls> tls) {}

  /// How much of a request is taken.
  ///
  /// @param maxPayload the most bytes of a body
  /// @param requestTime how long a request may take to arrive
  /// @param room where large answers are kept until they are taken
  public record Measure(int maxPayload, Duration requestTime, AnswerRoom room) {}

  /// Answers requests.
  @FunctionalInterface
  public interface Answering {

    /// Answers a request. It never fails.
    Response answer(Request request);
  }

  /// Prepares to listen.
  public HelidonListener(Place place, Measure measure, Answering answering) {
    this.address = new InetSocketAddress(place.address(), place.port());
    this.maxPayload = measure.maxPayload();
    this.answering = answering;
    this.sending = new Sending(measure.room());
    WebServerConfig.Builder builder = WebServer.builder()
        .address(place.address())
        .port(place.port())
        .shutdownHook(false)
        .maxPayloadSize(maxPayload)
        .maxTcpConnections(MAX_CONNECTIONS)
        .idleConnectionTimeout(IDLE_TIMEOUT)
        .shutdownGracePeriod(GRACE)
        .connectionOptions(options -> options
            .readTimeout(shorter(READ_TIMEOUT, measure.requestTime())).tcpNoDelay(true))
        .protocolsDiscoverServices(false)
        .addConnectionSelector(new LineSelector(http1(), measure.requestTime()))
        .directHandlers(directHandlers(measure))
        .routing(HttpRouting.builder().any(this::handle));
    place.tls().ifPresent(it -> builder.tls(tls(it)));
    this.server = builder.build();
  }

  private static Http1ConnectionSelector http1() {
    return Http1ConnectionSelector.builder()
        .config(Http1Config.builder()
            .maxHeadersSize(MAX_HEADERS).maxPrologueLength(MAX_REQUEST_LINE).build())
        .build();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Tls tls(HttpOptions.Tls files) {
    try {
      Keys keys = Keys.builder()
          .pem(pem -> pem
              .key(Resource.create(files.key()))
              .certChain(Resource.create(files.certificate())))
          .build();
      return Tls.builder()
          .privateKey(keys.privateKey().orElseThrow())
          .privateKeyCertChain(keys.certChain())
          .build();
    } catch (RuntimeException e) { // Helidon has no common type for what can be wrong with files.
      throw new OperatorException("Expected a certificate in " + files.certificate()
          + " and its key in " + files.key() + ", but they cannot be read (" + e.getMessage()
          + ")", e);
    }
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
    var unusedLooks = watch.scheduleWithFixedDelay(
        () -> sending.look(System.nanoTime()), 1, 1, TimeUnit.SECONDS);
  }

  /// The port that is listened on.
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
    watch.shutdownNow();
  }

  private void handle(ServerRequest from, ServerResponse to) throws IOException {
    Line line = from.remotePeer() instanceof Peer peer ? peer.line() : null;
    if (line == null) {
      throw new IllegalStateException("Expected a connection with a line");
    }
    byte[] body = body(from);
    line.arrived(from.headers().containsToken(HeaderValues.CONNECTION_CLOSE));
    if (body == null) {
      send(tooLarge(maxPayload).with("Connection", "close"), to);
      return;
    }
    try {
      send(response(from, line, body), to);
    } finally {
      line.sent();
    }
  }

  private Response response(ServerRequest from, Line line, byte[] body) {
    try {
      return answering.answer(request(from, line, body));
    } catch (BadRequestException e) { // The query's encoding.
      return Response.problem(400, String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) { // What Helidon reads only when it is asked for it.
      log.debug("A request is malformed", e);
      return Response.problem(400, "Expected a well-formed request");
    }
  }

  private static Request request(ServerRequest from, Caller caller, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : from.headers()) {
      headers.put(header.name(), header.values());
    }
    return new Request(
        caller,
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

  private void send(Response response, ServerResponse to) {
    to.status(response.status());
    response.headers().forEach((name, value) -> to.header(name, value));
    to.header(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
    Response.Stream stream = response.stream();
    Response.Document document = response.document();
    if (document != null) {
      send(document, to);
    } else if (stream != null) {
      stream(stream, to);
    } else {
      send(response.body(), to);
    }
  }

  /// What is not whole is not closed, either, so that its caller cannot take it for whole.
  private void send(Response.Document document, ServerResponse to) {
    try {
      OutputStream out = to.outputStream();
      OutputStream sent = sending.to(out);
      Json.write(sent, document.content());
      sent.flush();
      out.close();
    } catch (IOException | RuntimeException e) {
      log.debug("An answer is broken off", e);
      throw new CloseConnectionException("The answer cannot be made whole", e);
    }
  }

  private void send(byte[] body, ServerResponse to) {
    if (body.length <= AnswerRoom.SMALL) {
      to.send(body);
      return;
    }
    to.header(HeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
    try (OutputStream out = to.outputStream()) {
      sending.send(body, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A client that is gone ends its stream, and so does the end of the server.
  private static void stream(Response.Stream stream, ServerResponse to) {
    try (OutputStream out = to.outputStream()) {
      stream.to(text -> {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
      });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) { // Nobody is left to be told.
      log.debug("A stream ended early", e);
    }
  }

  private static Response tooLarge(int maxPayload) {
    return Response.problem(413, "Expected a body of at most " + maxPayload
        + " bytes (the server's --max-payload), but got a larger one");
  }

  private static Response tooSlow(Duration requestTime) {
    return Response.problem(408, "Expected the whole request within " + requestTime
        + " (the server's request-time), but it took longer to arrive");
  }

  /// What is answered to requests that no handler gets to see.
  private static DirectHandlers directHandlers(Measure measure) {
    DirectHandler handler = (request, event, given, headers, message) -> {
      String encoding = encoding(request, event);
      // The front answers its own faults; what Helidon takes for one of its is a request that is
      // malformed in a way for which it has no word.
      Status status = event == EventType.INTERNAL_ERROR
          ? Status.BAD_REQUEST_400
          : encoding == null ? given : Status.UNSUPPORTED_MEDIA_TYPE_415;
      Response response = switch (status.code()) {
        case 408 -> tooSlow(measure.requestTime());
        case 413 -> tooLarge(measure.maxPayload());
        case 415 -> Response.problem(415,
            "Expected a body without a Content-Encoding, but it is " + encoding)
            .with("Accept-Encoding", "identity");
        default -> refused(status, event == EventType.INTERNAL_ERROR ? null : message);
      };
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

  /// The encoding of the body, by which a request is malformed for Helidon, whatever else it is.
  private static @Nullable String encoding(TransportRequest request, EventType event) {
    return event == EventType.BAD_REQUEST
        && request.headers().contains(HeaderNames.CONTENT_ENCODING)
            ? request.headers().get(HeaderNames.CONTENT_ENCODING).values()
            : null;
  }

  /// Helidon gives no message where it would tell of its own insides.
  private static Response refused(Status status, @Nullable String message) {
    String reason = message == null || message.isEmpty() ? status.reasonPhrase() : message;
    return Response.problem(status.code(), "The server does not take this request: " + reason);
  }
}
