package dev.perdure.server.http.v1;

import dev.perdure.sdk.port.Hub;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.hub.HubCalls;
import dev.perdure.server.http.routing.Permission.Operation;
import dev.perdure.server.http.routing.Route;
import dev.perdure.server.http.security.LinkSigner;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// The routes of the clean API. What is refused is told as problem details with a code.
public final class CleanApi implements AutoCloseable {
  /// Below this everything is.
  public static final String BASE = "/v1";

  static final String INSTANCES = BASE + "/instances";
  static final String JOBS = BASE + "/jobs";

  private static final String INSTANCE = INSTANCES + "/{instanceId}";
  private static final String ENTITY = EntityAddress.ENTITIES + "/{name}/{*key}";
  private static final String DOCUMENT = "openapi.json";

  /// How long the last changes are kept for followers who come back.
  private static final Duration CHANGES_KEPT = Duration.ofMinutes(5);

  private final HubCalls hub;
  private final LinkSigner signer;
  private final Search search;
  private final Jobs jobs;
  private final Changes changes;
  private final Followers followers;

  /// What the API stands on beside the hub.
  ///
  /// @param source tells of the changes of instances
  /// @param jobs where jobs are kept
  /// @param search how many instances a list may look through
  public record Grounds(ChangeSource source, JobStore jobs, int search) {}

  /// The API over a hub.
  public CleanApi(HubCalls hub, LinkSigner signer, InstantSource clock, Grounds grounds) {
    this.hub = hub;
    this.signer = signer;
    this.search = new Search(this.hub, grounds.search());
    this.jobs = new Jobs(this.hub, grounds.jobs(), clock);
    this.changes = new Changes(grounds.source(), CHANGES_KEPT);
    this.followers = new Followers(grounds.source());
  }

  /// The routes.
  public List<Route> routes(InstantSource clock) {
    var instances = new InstanceHandlers(hub, search, new EntitySearch(hub));
    var control = new ControlHandlers(hub);
    var entity = new EntityHandlers(hub, new EntitySearch(hub));
    var job = new JobHandlers(jobs);
    return List.of(
        Route.open(BASE + "/" + DOCUMENT, (_, _) -> document()),
        Route.of("POST", INSTANCES, Role.OPERATE, instances::start),
        Route.of("GET", INSTANCES, Role.READ, instances::list),
        Route.of("GET", BASE + "/counts", Role.READ, instances::counts),
        Route.of("GET", BASE + "/changes", Role.READ, new HubStream(changes)),
        Route.of("GET", INSTANCE, Operation.READ, instances::show),
        Route.of("GET", INSTANCE + "/history", Operation.READ, instances::history),
        Route.of("GET", INSTANCE + "/locks", Operation.READ, entity::locks),
        Route.of("GET", INSTANCE + "/changes", Operation.READ, new EventStream(hub, followers)),
        Route.of("POST", INSTANCE + "/events/{event}", Operation.RAISE, control::raise),
        Route.of("POST", INSTANCE + "/terminate", Operation.TERMINATE, control::terminate),
        Route.of("POST", INSTANCE + "/suspend", Operation.SUSPEND, control.of(Hub::suspend)),
        Route.of("POST", INSTANCE + "/resume", Operation.RESUME, control.of(Hub::resume)),
        Route.of("POST", INSTANCE + "/rewind", Operation.REWIND, control.of(Hub::rewind)),
        Route.of("POST", INSTANCE + "/restart", Operation.RESTART, control::restart),
        Route.of("DELETE", INSTANCE, Operation.PURGE, control::purge),
        Route.of("POST", INSTANCE + "/links", Role.OPERATE, new LinkHandler(signer, clock)),
        Route.of("GET", EntityAddress.ENTITIES, Role.READ, entity::list),
        Route.of("GET", ENTITY, Role.READ, entity::show),
        Route.of("POST", ENTITY, Role.OPERATE, entity::perform),
        Route.of("DELETE", ENTITY, Role.OPERATE, entity::delete),
        Route.of("POST", BASE + "/entity-storage/clean", Role.ADMIN, entity::clean),
        Route.of("POST", JOBS, Role.ADMIN, job::submit),
        Route.of("GET", JOBS, Role.READ, job::list),
        Route.of("GET", JOBS + "/{job}", Role.READ, job::show),
        Route.of("GET", JOBS + "/{job}/changes", Role.READ, job::follow),
        Route.of("DELETE", JOBS + "/{job}", Role.ADMIN, job::cancel));
  }

  /// Ends the streams, and stops the jobs where they are.
  @Override
  public void close() {
    changes.close();
    followers.close();
    jobs.close();
  }

  private static Response document() {
    try (InputStream in = CleanApi.class.getResourceAsStream(DOCUMENT)) {
      if (in == null) {
        throw new IllegalStateException("Expected the OpenAPI document beside this class");
      }
      return Response.of(200, "application/json; charset=utf-8", in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
