package dev.perdure.server.http.durable;

import dev.perdure.sdk.http.HttpManagement;
import dev.perdure.sdk.http.HttpManagementPayload;
import dev.perdure.sdk.http.HttpRequestMessage;
import dev.perdure.sdk.http.HttpResponseMessage;
import dev.perdure.sdk.http.HttpStatusType;
import dev.perdure.sdk.port.Hub;
import dev.perdure.server.configuration.HttpOptions.Names;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.http.exchange.Query;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.hub.HubCalls;
import dev.perdure.server.http.routing.Handler;
import dev.perdure.server.http.routing.Permission.Operation;
import dev.perdure.server.http.routing.Route;
import dev.perdure.server.http.routing.Router;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

  private final Hub hub;
  private final Links links;
  private final Names names;
  private final boolean traces;

  /// The API over a hub.
  ///
  /// @param traces whether histories show where in the code failures happened
  public DurableApi(Hub hub, Links links, boolean traces) {
    this.hub = hub;
    this.links = links;
    this.names = links.names();
    this.traces = traces;
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
    var calls = new HubCalls(hub);
    var waits = new Waits(calls, links);
    var start = new StartHandler(calls, waits);
    var read = new ReadHandlers(calls, traces);
    var control = new ControlHandlers(calls);
    var purge = new PurgeHandlers(calls);
    var restart = new RestartHandler(calls, waits);
    var entities = new EntityHandlers(calls);
    return List.of(
        route("POST", base + STARTER, Role.OPERATE, start),
        route("GET", base + INSTANCES, Role.READ, read::list),
        route("GET", base + INSTANCE, Operation.READ, read::status),
        route("DELETE", base + INSTANCES, Role.ADMIN, purge::matching),
        route("DELETE", base + INSTANCE, Operation.PURGE, purge::one),
        route("POST", base + INSTANCE + "/raiseEvent/{eventName}", Operation.RAISE,
            new RaiseEventHandler(calls)),
        route("POST", base + INSTANCE + "/terminate", Operation.TERMINATE, control::terminate),
        route("POST", base + INSTANCE + "/suspend", Operation.SUSPEND, control::suspend),
        route("POST", base + INSTANCE + "/resume", Operation.RESUME, control::resume),
        route("POST", base + INSTANCE + "/rewind", Operation.REWIND, control::rewind),
        route("POST", base + INSTANCE + "/restart", Operation.RESTART, restart),
        route("POST", base + ENTITIES + "/{entityName}/{entityKey?}", Role.OPERATE,
            entities::signal),
        route("DELETE", base + ENTITIES + "/{entityName}/{entityKey}", Role.OPERATE,
            entities::delete),
        route("GET", base + ENTITIES + "/{entityName}/{entityKey}", Role.READ, entities::show),
        route("GET", base + ENTITIES + "/{entityName?}", Role.READ, entities::list),
        // Who owns the hub's directory is the primary; a server that does not own it does not run.
        route(Router.ANY_METHOD, base + "/makeprimary", Role.OPERATE,
            (_, _) -> Response.empty(200)));
  }

  /// The routes of the starter that quick starts have, for programs that bring none of their own.
  public List<Route> starter() {
    var calls = new HubCalls(hub);
    var start = new StartHandler(calls, new Waits(calls, links));
    String prefix = names.routePrefix();
    String path = (prefix.isEmpty() ? "" : "/" + prefix) + STARTER;
    return List.of(
        Route.of("POST", path, Role.OPERATE, start),
        Route.of("GET", path, Role.OPERATE, start));
  }

  /// The management of instances, as whoever sent a request can reach it.
  public HttpManagement management(Request request) {
    var waits = new Waits(new HubCalls(hub), links);
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

  private Route route(String method, String path, Role role, Handler handler) {
    return Route.of(method, path, role, ofThisHub(handler));
  }

  private Route route(String method, String path, Operation operation, Handler handler) {
    return Route.of(method, path, operation, ofThisHub(handler));
  }

  /// Of another hub, or over another connection, there are no instances here.
  private Handler ofThisHub(Handler handler) {
    return (request, path) -> {
      Query query = request.query();
      return isOurs(query.get("taskHub"), names.hub())
          && isOurs(query.get("connection"), names.connection())
              ? handler.handle(request, path)
              : Response.empty(404);
    };
  }

  private static boolean isOurs(@Nullable String asked, String name) {
    return asked == null || asked.isEmpty() || asked.equalsIgnoreCase(name);
  }
}
