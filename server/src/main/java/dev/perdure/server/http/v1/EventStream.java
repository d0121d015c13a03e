package dev.perdure.server.http.v1;

import dev.perdure.model.InstanceState;
import dev.perdure.server.http.exchange.Json;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.hub.HubCalls;
import dev.perdure.server.http.routing.PathValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;

/// Sends each change of an instance as a server-sent event. The end of an instance is sent when it
/// comes; what happens before is looked for, the more seldom the longer nothing happens.
record EventStream(HubCalls hub) {
  private static final Duration FIRST_LOOK = Duration.ofMillis(100);
  private static final Duration LAST_LOOK = Duration.ofSeconds(2);

  /// So often something is sent at least, so that a client that is gone is noticed.
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);

  Response of(Request request, PathValues path) {
    String id = Arguments.instanceId(path);
    Arguments.of(request, Set.of());
    Optional<InstanceState> first = hub.ask(it -> it.get(id, false));
    return first.isEmpty()
        ? Problems.notFound(id).response()
        : Response.events(sink -> follow(first.get(), request.caller().gone(), sink));
  }

  private void follow(InstanceState first, Future<?> gone, Response.Sink sink)
      throws IOException {
    String id = first.instanceId();
    InstanceState shown = first;
    sink.send(event("status", shown));
    Duration look = FIRST_LOOK;
    Duration silent = Duration.ZERO;
    while (!shown.status().isTerminal() && !gone.isDone()
        && !Thread.currentThread().isInterrupted()) {
      Optional<InstanceState> ended = hub.askWithin(look, it -> it.awaitCompletion(id, false))
          .flatMap(it -> it);
      Optional<InstanceState> now = ended.isPresent() ? ended : hub.ask(it -> it.get(id, false));
      if (now.isEmpty()) {
        sink.send("event: removed\ndata: {}\n\n");
        return;
      }
      silent = silent.plus(look);
      look = look.multipliedBy(2).compareTo(LAST_LOOK) < 0 ? look.multipliedBy(2) : LAST_LOOK;
      if (differs(shown, now.get())) {
        shown = now.get();
        sink.send(event("status", shown));
        look = FIRST_LOOK;
        silent = Duration.ZERO;
      } else if (silent.compareTo(SIGN_OF_LIFE) >= 0) {
        sink.send(": still there\n\n");
        silent = Duration.ZERO;
      }
    }
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
