package dev.perdure.server.http.v1;

import dev.perdure.model.InstanceState;
import dev.perdure.server.http.exchange.Json;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.routing.Handler;
import dev.perdure.server.http.routing.PathValues;
import dev.perdure.server.http.v1.Changes.Batch;
import dev.perdure.server.http.v1.Changes.Change;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Sends the changes of all instances that match, from the moment of the request on or from the one
/// that `Last-Event-ID` names. What cannot be told any more is told to be missing.
record HubStream(Changes changes) implements Handler {
  private static final Set<String> CONDITIONS = Set.of(
      "status", "name", "tag", "parent", "idPrefix");

  /// So often it is looked whether the client is still there.
  private static final Duration LOOK = Duration.ofSeconds(1);

  /// So often something is sent at least.
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);

  @Override
  public Response handle(Request request, PathValues path) {
    Filter filter = Filter.of(Arguments.of(request, CONDITIONS));
    String id = request.headers().get("Last-Event-ID");
    return Response.events(sink -> {
      long from = changes.begin(id == null || id.isBlank() ? null : id.strip());
      try {
        follow(filter, from, request.caller().gone(), sink);
      } finally {
        changes.end();
      }
    });
  }

  private void follow(Filter filter, long from, Future<?> gone, Response.Sink sink)
      throws IOException, InterruptedException {
    long at = from;
    if (at < 0) {
      at = changes.next();
      sink.send(missed("The server does not know what came after the given Last-Event-ID"));
    }
    sink.send(signOfLife(at));
    Duration silent = Duration.ZERO;
    boolean ended = false;
    while (!ended && !gone.isDone()) {
      long before = System.nanoTime();
      Batch batch = changes.after(at, LOOK);
      at = batch.next();
      ended = batch.ended();
      boolean sent = send(filter, batch, sink);
      silent = sent ? Duration.ZERO : silent.plusNanos(System.nanoTime() - before);
      if (silent.compareTo(SIGN_OF_LIFE) >= 0) {
        sink.send(signOfLife(at));
        silent = Duration.ZERO;
      }
    }
  }

  /// Whether there was anything to send.
  private boolean send(Filter filter, Batch batch, Response.Sink sink) throws IOException {
    var text = new StringBuilder();
    if (batch.missed() > 0) {
      text.append(missed(batch.missed() + " changes came faster than this client took them"));
    }
    for (Change change : batch.changes()) {
      append(change, filter, text);
    }
    if (!text.isEmpty()) {
      sink.send(text.toString());
    }
    return !text.isEmpty();
  }

  private void append(Change change, Filter filter, StringBuilder text) {
    InstanceState state = change.state();
    switch (change.kind()) {
      case STATUS -> append(change, state, filter, "status", text);
      case REMOVED -> append(change, state, filter, "removed", text);
      case GAP -> text.append(missed("Some instances were out of reach for a moment"));
    }
  }

  private void append(
      Change change, @Nullable InstanceState state, Filter filter, String name,
      StringBuilder text) {
    if (state != null && filter.matchesAll(state)) {
      text.append("id: ").append(changes.idBefore(change.number() + 1))
          .append("\nevent: ").append(name)
          .append("\ndata: ").append(json(out -> InstanceView.write(out, state)))
          .append("\n\n");
    }
  }

  /// Also names the place of the client, so that it is not lost while nothing matches.
  private String signOfLife(long at) {
    return "id: " + changes.idBefore(at) + "\n: still there\n\n";
  }

  private static String missed(String reason) {
    return "event: missed\ndata: " + json(out -> {
      out.writeStartObject();
      out.writeStringField("detail", reason);
      out.writeStringField("fix", "Read /v1/instances to see how things are now");
      out.writeEndObject();
    }) + "\n\n";
  }

  private static String json(Json.Content content) {
    return new String(Json.bytes(content), StandardCharsets.UTF_8);
  }
}
