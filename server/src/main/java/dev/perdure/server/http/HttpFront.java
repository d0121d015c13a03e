package dev.perdure.server.http;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.sdk.client.DurableTaskClient;
import dev.perdure.server.answer.AnswerRoom;
import dev.perdure.server.configuration.HttpOptions;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.http.durable.DurableApi;
import dev.perdure.server.http.durable.Links;
import dev.perdure.server.http.exchange.BadRequestException;
import dev.perdure.server.http.exchange.ProblemException;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.exchange.UnavailableException;
import dev.perdure.server.http.functions.FunctionHandler;
import dev.perdure.server.http.functions.FunctionRoutes;
import dev.perdure.server.http.helidon.HelidonListener;
import dev.perdure.server.http.hub.HubCalls;
import dev.perdure.server.http.routing.PathValues;
import dev.perdure.server.http.routing.Permission;
import dev.perdure.server.http.routing.Route;
import dev.perdure.server.http.routing.Router;
import dev.perdure.server.http.security.Access;
import dev.perdure.server.http.security.Access.Verdict;
import dev.perdure.server.http.security.LinkSigner;
import dev.perdure.server.http.security.RateLimit;
import dev.perdure.server.http.v1.CleanApi;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTP front of a hub. It listens from its opening to its closing.
public final class HttpFront implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpFront.class);

  private static final Pattern GUID = Pattern
      .compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

  private final HttpOptions options;
  private final Gate gate;
  private final Cors cors;
  private final Forwarding forwarding;
  private final RateLimit rate;
  private final Access access;
  private final CleanApi clean;
  private final Router router;
  private final HelidonListener listener;
  private volatile boolean changesRefused;

  private HttpFront(EmbeddedHub hub, HttpSettings settings, Operations operations) {
    this.options = settings.options();
    this.gate = new Gate(settings.address(), options.corsOrigins());
    this.cors = new Cors(options.corsOrigins());
    this.forwarding = new Forwarding(options.forwardedHost());
    this.rate = new RateLimit(options.limits().rate(), System::nanoTime);
    InstantSource clock = InstantSource.system();
    var signer = new LinkSigner(settings.secrets().links(), options.names().hub(), clock);
    String own = options.names().hub();
    this.access = new Access(options.access(), signer,
        request -> DurableApi.hubAsked(request).filter(it -> !it.equalsIgnoreCase(own)), clock);
    AnswerRoom room = AnswerRoom.ofHeap(settings.maxPayload());
    this.clean = new CleanApi(new HubCalls(hub, room), signer, clock, new CleanApi.Grounds(
        operations, settings.jobs(), options.limits().search()));
    this.router = new Router(routes(hub, settings, operations, room));
    this.listener = new HelidonListener(
        new HelidonListener.Place(settings.address(), settings.port(), options.tls()),
        new HelidonListener.Measure(
            settings.maxPayload(), options.limits().requestTime(), room),
        this::answer);
  }

  /// Listens.
  ///
  /// @throws java.io.UncheckedIOException if the port cannot be had
  public static HttpFront open(EmbeddedHub hub, HttpSettings settings, Operations operations) {
    var front = new HttpFront(hub, settings, operations);
    front.listener.start();
    return front;
  }

  /// The port that is listened on.
  public int port() {
    return listener.port();
  }

  /// Begins to stop: what would change something is refused from now on.
  public void refuseChanges() {
    changesRefused = true;
  }

  /// Takes no more requests and gives those under way a moment to end.
  @Override
  public void close() {
    refuseChanges();
    clean.close();
    listener.close();
  }

  /// All that is answered, for whoever checks that nothing is forgotten.
  List<Route> routes() {
    return router.routes();
  }

  private List<Route> routes(
      EmbeddedHub hub, HttpSettings settings, Operations operations, AnswerRoom room) {
    var durable = new DurableApi(
        hub, new DurableApi.Grounds(operations::hub, room),
        new Links(options.names(), access::code), options.exceptionDetails());
    List<Route> routes = new ArrayList<>(durable.routes());
    routes.addAll(clean.routes(InstantSource.system()));
    routes.addAll(new HealthApi(operations, this::mayRead).routes());
    routes.addAll(new AdminApi(operations, settings.secrets().adminToken()).routes());
    var context = new FunctionHandler.Context(
        options.names().hub(), new DurableTaskClient(hub), durable::management);
    routes.addAll(
        FunctionRoutes.of(settings.functions(), options.names().routePrefix(), context));
    routes.addAll(durable.starter());
    return routes;
  }

  private boolean mayRead(Request request) {
    return access.judge(request, Permission.role(Role.READ),
        new PathValues(Map.of())) == Verdict.GRANTED;
  }

  private Response answer(Request received) {
    Request request = forwarding.apply(received);
    ErrorForm errors = ErrorForm.of(request);
    Response response;
    try {
      response = admitted(request, errors);
    } catch (ProblemException e) {
      response = e.response();
    } catch (BadRequestException e) {
      response = errors.wrong(e);
    } catch (UnavailableException e) {
      response = errors.refused(503, "unavailable", String.valueOf(e.getMessage()))
          .with("Retry-After", "1");
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("method", request.method())
          .addKeyValue("path", request.path())
          .setCause(e)
          .log("A request could not be answered");
      response = errors.fault(e, options.exceptionDetails());
    }
    return cors.readable(request, response);
  }

  private Response admitted(Request request, ErrorForm errors) {
    logInvocation(request);
    Optional<Gate.Refusal> refusal = gate.refusal(request);
    if (refusal.isPresent()) {
      return refused(errors, refusal.get());
    }
    if (rate.exceeded(request.caller().address())) {
      return errors.refused(429, "too-many-requests", "Expected at most " + options.limits().rate()
          + " requests a second from one address").with("Retry-After", "1");
    }
    Optional<Response> preflight = cors.preflight(request);
    return preflight.isPresent() ? preflight.get() : routed(request, errors);
  }

  private Response routed(Request request, ErrorForm errors) {
    Router.Match match = router.match(request).orElse(null);
    if (match == null) {
      return unknown(request, errors);
    }
    Verdict verdict = access.judge(request, match.route().permission(), match.path());
    if (verdict != Verdict.GRANTED) {
      Response denied = errors.denied(verdict == Verdict.UNKNOWN ? 401 : 403,
          "Expected a credential that may do " + request.method() + " " + request.path());
      return verdict == Verdict.UNKNOWN && options.access().jwt().isPresent()
          ? denied.with("WWW-Authenticate", "Bearer")
          : denied;
    }
    Optional<Gate.Refusal> refusal = gate.refusal(request, match.route());
    if (refusal.isPresent()) {
      return refused(errors, refusal.get());
    }
    if (changesRefused && match.route().effect() == Route.Effect.WRITES) {
      throw new UnavailableException("The server stops");
    }
    return match.answer(request);
  }

  /// Functions that call this API name their own call, so that both logs can be laid side by side.
  private static void logInvocation(Request request) {
    String invocation = request.headers().get("X-Azure-Functions-InvocationId");
    if (invocation != null && GUID.matcher(invocation).matches()) {
      log.atDebug()
          .addKeyValue("invocation", invocation)
          .addKeyValue("method", request.method())
          .addKeyValue("path", request.path())
          .log("A function sent a request");
    }
  }

  /// Below its base Durable Functions says nothing of what it does not know, nor of methods.
  private Response unknown(Request request, ErrorForm errors) {
    List<String> methods = router.methods(request);
    if (errors == ErrorForm.PROBLEM_DETAILS && !methods.isEmpty()) {
      return errors.refused(405, "wrong-method", "Expected one of the methods " + methods)
          .with("Allow", String.join(", ", methods));
    }
    return DurableApi.base(request.path()).isPresent()
        ? Response.empty(404)
        : errors.refused(404, "no-such-route",
            "There is nothing at " + request.method() + " " + request.path());
  }

  private static Response refused(ErrorForm errors, Gate.Refusal refusal) {
    return errors.refused(refusal.status(), refusal.code(), refusal.message());
  }
}
