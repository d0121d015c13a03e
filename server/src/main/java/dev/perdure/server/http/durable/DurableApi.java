package dev.perdure.server.http.durable;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.sdk.http.HttpManagement;
import dev.perdure.sdk.http.HttpManagementPayload;
import dev.perdure.sdk.http.HttpRequestMessage;
import dev.perdure.sdk.http.HttpResponseMessage;
import dev.perdure.sdk.http.HttpStatusType;
import dev.perdure.server.answer.AnswerRoom;
import dev.perdure.server.configuration.HttpOptions.Names;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.hub.HubCalls;
import dev.perdure.server.http.routing.Handler;
import dev.perdure.server.http.routing.Permission.Operation;
import dev.perdure.server.http.routing.Route;
import dev.perdure.server.http.routing.Router;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The routes of the Durable Functions API.
public final class DurableApi {
  /// Where Durable Functions has its API since version 2.
  public static final String BASE = "/runtime/webhooks/durabletask";

  /// Where it had it in version 1.
  public static final String FIRST_BASE = "/admin/extensions/DurableTaskExtension";

  private static final String INSTANCES = "/instances";
  private static final String ENTITIES = "/entities";
  private static final String INSTANCE = INSTANCES + "/{instanceId}";

  /// The HTTP starter that every quick start of Durable Functions has, below the routes' prefix.
  private static final String STARTER = "/orchestrators/{functionName}/{instanceId?}";

  private final EmbeddedHub hub;
  private final Grounds grounds;
  private final Links links;
  private final Names names;
  private final boolean traces;

  /// Finds the hubs of this server beside the one that it is about.
  @FunctionalInterface
  public interface Hubs {

    /// The hub of that name, if there is one. None is made.
    Optional<EmbeddedHub> find(String name);
  }

  /// What the API stands on beside the hub.
  ///
  /// @param others the other hubs, which requests can name
  /// @param room where answers are made and kept that may be large
  public record Grounds(Hubs others, AnswerRoom room) {}

  /// What answers for one hub.
  private record Handlers(
      StartHandler start, ReadHandlers read, ControlHandlers control, PurgeHandlers purge,
      RaiseEventHandler raise, RestartHandler restart, EntityHandlers entities) {}

  /// The API over a hub.
  ///
  /// @param traces whether histories show where in the code failures happened
  public DurableApi(EmbeddedHub hub, Grounds grounds, Links links, boolean traces) {
    this.hub = hub;
    this.grounds = grounds;
    this.links = links;
    this.names = links.names();
    this.traces = traces;
  }

  /// The name of the hub that a request below the API's bases asks for, absent if it asks for none.
  public static Optional<String> hubAsked(Request request) {
    return base(request.path()).map(_ -> request.query().get("taskHub"))
        .filter(it -> !it.isEmpty());
  }

  /// The base of the API below which a path is, absent if it is not below one.
  public static Optional<String> base(String path) {
    return Stream.of(BASE, FIRST_BASE)
        .filter(base -> path.regionMatches(true, 0, base, 0, base.length()))
        .findFirst();
  }

  /// The routes.
  public List<Route> routes() {
    return Stream.of(BASE, FIRST_BASE).flatMap(base -> routes(base).stream()).toList();
  }

  private List<Route> routes(String base) {
    return List.of(
        route("POST", base + STARTER, Role.OPERATE, Handlers::start),
        route("GET", base + INSTANCES, Role.READ, it -> it.read()::list),
        route("GET", base + INSTANCE, Operation.READ, it -> it.read()::status),
        route("DELETE", base + INSTANCES, Role.ADMIN, it -> it.purge()::matching),
        route("DELETE", base + INSTANCE, Operation.PURGE, it -> it.purge()::one),
        route("POST", base + INSTANCE + "/raiseEvent/{eventName}", Operation.RAISE,
            Handlers::raise),
        route("POST", base + INSTANCE + "/terminate", Operation.TERMINATE,
            it -> it.control()::terminate),
        route("POST", base + INSTANCE + "/suspend", Operation.SUSPEND, it -> it.control()::suspend),
        route("POST", base + INSTANCE + "/resume", Operation.RESUME, it -> it.control()::resume),
        route("POST", base + INSTANCE + "/rewind", Operation.REWIND, it -> it.control()::rewind),
        route("POST", base + INSTANCE + "/restart", Operation.RESTART, Handlers::restart),
        route("POST", base + ENTITIES + "/{entityName}/{entityKey?}", Role.OPERATE,
            it -> it.entities()::signal),
        route("DELETE", base + ENTITIES + "/{entityName}/{entityKey}", Role.OPERATE,
            it -> it.entities()::delete),
        route("GET", base + ENTITIES + "/{entityName}/{entityKey}", Role.READ,
            it -> it.entities()::show),
        route("GET", base + ENTITIES + "/{entityName?}", Role.READ, it -> it.entities()::list),
        // Who owns the hub's directory is the primary; a server that does not own it does not run.
        route(Router.ANY_METHOD, base + "/makeprimary", Role.OPERATE,
            _ -> (_, _) -> Response.empty(200)));
  }

  /// The routes of the starter that quick starts have, for programs that bring none of their own.
  public List<Route> starter() {
    var calls = new HubCalls(hub, grounds.room());
    var start = new StartHandler(calls, new Waits(calls, links));
    String prefix = names.routePrefix();
    String path = (prefix.isEmpty() ? "" : "/" + prefix) + STARTER;
    return List.of(
        Route.of("POST", path, Role.OPERATE, start),
        Route.of("GET", path, Role.OPERATE, start));
  }

  /// The management of instances, as whoever sent a request can reach it.
  public HttpManagement management(Request request) {
    var waits = new Waits(new HubCalls(hub, grounds.room()), links);
    return new HttpManagement() {
      @Override
      public HttpManagementPayload addresses(HttpRequestMessage<?> unused, String instanceId) {
        return links.of(request, instanceId, false);
      }

      @Override
      public HttpResponseMessage await(
          HttpRequestMessage<?> unused, String instanceId, Duration timeout) {
        return message(waits.answer(request, instanceId, timeout));
      }
    };
  }

  private static HttpResponseMessage message(Response response) {
    var message = HttpResponseMessage.builder(HttpStatusType.custom(response.status()));
    response.headers().forEach(message::header);
    return message.body(response.body()).build();
  }

  private Route route(
      String method, String path, Role role, Function<Handlers, Handler> handler) {
    return Route.of(method, path, role, ofTheHub(handler));
  }

  private Route route(
      String method, String path, Operation operation, Function<Handlers, Handler> handler) {
    return Route.of(method, path, operation, ofTheHub(handler));
  }

  /// The handler of the hub that a request names. Of a hub that there is not, or over another
  /// connection, there are no instances here.
  private Handler ofTheHub(Function<Handlers, Handler> handler) {
    Handlers ours = handlers(hub, links);
    return (request, path) -> {
      if (!isOurs(request.query().get("connection"), names.connection())) {
        return Response.empty(404);
      }
      String asked = request.query().get("taskHub");
      if (isOurs(asked, names.hub()) || asked == null) {
        return handler.apply(ours).handle(request, path);
      }
      return grounds.others().find(asked.toLowerCase(Locale.ROOT))
          .map(other -> handler.apply(handlers(other, links.ofHub(asked))).handle(request, path))
          .orElseGet(() -> Response.empty(404));
    };
  }

  private Handlers handlers(EmbeddedHub of, Links addresses) {
    var calls = new HubCalls(of, grounds.room());
    var waits = new Waits(calls, addresses);
    return new Handlers(
        new StartHandler(calls, waits), new ReadHandlers(calls, traces),
        new ControlHandlers(calls), new PurgeHandlers(calls), new RaiseEventHandler(calls),
        new RestartHandler(calls, waits), new EntityHandlers(calls));
  }

  private static boolean isOurs(@Nullable String asked, String name) {
    return asked == null || asked.isEmpty() || asked.equalsIgnoreCase(name);
  }
}
