package dev.perdure.server.http.durable;

import static dev.perdure.server.http.routing.Route.reading;
import static dev.perdure.server.http.routing.Route.writing;

import dev.perdure.sdk.port.Hub;
import dev.perdure.server.http.routing.Route;
import java.util.List;

/// The routes of the Durable Functions API.
public final class DurableApi {
  /// Where Durable Functions has its API since version 2.
  static final String BASE = "/runtime/webhooks/durabletask";

  private static final String INSTANCES = BASE + "/instances";
  private static final String INSTANCE = INSTANCES + "/{instanceId}";

  /// The HTTP starter that every quick start of Durable Functions has.
  private static final String STARTER = "/api/orchestrators/{functionName}/{instanceId?}";

  private DurableApi() {}

  /// The routes over the given hub.
  public static List<Route> routes(Hub hub) {
    var calls = new HubCalls(hub);
    var waits = new Waits(calls);
    var start = new StartHandler(calls, waits);
    var read = new ReadHandlers(calls);
    var control = new ControlHandlers(calls);
    var purge = new PurgeHandlers(calls);
    return List.of(
        writing("POST", BASE + "/orchestrators/{functionName}/{instanceId?}", start),
        writing("POST", STARTER, start),
        writing("GET", STARTER, start),
        reading("GET", INSTANCES, read::list),
        reading("GET", INSTANCE, read::status),
        writing("DELETE", INSTANCES, purge::matching),
        writing("DELETE", INSTANCE, purge::one),
        writing("POST", INSTANCE + "/raiseEvent/{eventName}", new RaiseEventHandler(calls)),
        writing("POST", INSTANCE + "/terminate", control::terminate),
        writing("POST", INSTANCE + "/suspend", control::suspend),
        writing("POST", INSTANCE + "/resume", control::resume),
        writing("POST", INSTANCE + "/rewind", control::rewind),
        writing("POST", INSTANCE + "/restart", new RestartHandler(calls, waits)));
  }
}
