package dev.perdure.server.http.v1;

import dev.perdure.model.InstanceState;
import dev.perdure.server.http.exchange.Caller;
import dev.perdure.server.http.exchange.Json;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.hub.HubCalls;
import dev.perdure.server.http.routing.Handler;
import dev.perdure.server.http.routing.PathValues;
import dev.perdure.server.http.v1.Followers.Follower;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Sends each change of an instance as a server-sent event. What changes several times before its
/// client takes it is sent once, as it is then.
record EventStream(HubCalls hub, Followers followers) implements Handler {
  /// So often something is sent at least, so that a client that is gone is noticed.
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);

  @Override
  public Response handle(Request request, PathValues path) {
    String id = Arguments.instanceId(path);
    Arguments.of(request, Set.of());
    return look(id).isEmpty()
        ? Problems.notFound(id).response()
        : Response.events(sink -> {
          try (Follower follower = followers.follow(id)) {
            follow(id, follower, request.caller(), sink);
          }
        });
  }

  private void follow(String id, Follower follower, Caller caller, Response.Sink sink)
      throws IOException, InterruptedException {
    CompletableFuture<?> gone = caller.gone();
    var unusedStage = gone.whenComplete((_, _) -> follower.wake());
    InstanceState shown = null;
    while (!follower.released() && !gone.isDone()) {
      Optional<InstanceState> now = look(id);
      if (now.isEmpty()) {
        sink.send("event: removed\ndata: {}\n\n");
        return;
      }
      if (shown == null || differs(shown, now.get())) {
        shown = now.get();
        sink.send(event("status", shown));
      }
      if (shown.status().isTerminal()) {
        return;
      }
      while (!follower.await(SIGN_OF_LIFE)) {
        sink.send(": still there\n\n");
      }
    }
  }

  private Optional<InstanceState> look(String id) {
    return hub.ask(it -> it.get(id, false));
  }

  /// The time of the last change alone does not count: it moves with every step.
  private static boolean differs(InstanceState one, InstanceState other) {
    return one.status() != other.status()
        || !one.execution().equals(other.execution())
        || !Objects.equals(one.customStatus(), other.customStatus());
  }

  private static String event(String name, InstanceState state) {
    String data = new String(
        Json.bytes(json -> InstanceView.write(json, state)), StandardCharsets.UTF_8);
    return "event: " + name + "\ndata: " + data + "\n\n";
  }
}
