package dev.perdure.server.http;

import dev.perdure.sdk.port.Hub;
import dev.perdure.server.http.durable.DurableApi;
import dev.perdure.server.http.exchange.BadRequestException;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.exchange.UnavailableException;
import dev.perdure.server.http.helidon.HelidonListener;
import dev.perdure.server.http.routing.Route;
import dev.perdure.server.http.routing.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTP front of a hub. It listens from its opening to its closing.
public final class HttpFront implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpFront.class);

  private final Gate gate;
  private final Router router;
  private final HelidonListener listener;

  private HttpFront(Hub hub, HttpSettings settings, Operations operations) {
    List<Route> routes = new ArrayList<>(DurableApi.routes(hub));
    routes.addAll(new HealthApi(operations).routes());
    routes.addAll(new AdminApi(operations, settings.adminToken()).routes());
    this.gate = new Gate(settings.address());
    this.router = new Router(routes);
    this.listener = new HelidonListener(
        settings.address(), settings.port(), settings.maxPayload(), this::answer);
  }

  /// Listens.
  ///
  /// @throws java.io.UncheckedIOException if the port cannot be had
  public static HttpFront open(Hub hub, HttpSettings settings, Operations operations) {
    var front = new HttpFront(hub, settings, operations);
    front.listener.start();
    return front;
  }

  /// The port that is listened on.
  public int port() {
    return listener.port();
  }

  /// Takes no more requests and gives those under way a moment to end.
  @Override
  public void close() {
    listener.close();
  }

  private Response answer(Request request) {
    try {
      Optional<Response> refusal = gate.refusal(request);
      return refusal.isPresent() ? refusal.get() : routed(request);
    } catch (BadRequestException e) {
      return Response.problem(400, message(e));
    } catch (UnavailableException e) {
      return Response.problem(503, message(e)).with("Retry-After", "1");
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("method", request.method())
          .addKeyValue("path", request.path())
          .setCause(e)
          .log("A request could not be answered");
      return Response.problem(500, "Something went wrong while processing your request");
    }
  }

  private Response routed(Request request) {
    Router.Match match = router.match(request).orElse(null);
    if (match == null) {
      return Response.problem(404, "There is nothing at " + request.method() + " "
          + request.path());
    }
    Optional<Response> refusal = gate.refusal(request, match.route());
    return refusal.isPresent() ? refusal.get() : match.answer(request);
  }

  private static String message(RuntimeException e) {
    String message = e.getMessage();
    return message == null ? "" : message;
  }
}
