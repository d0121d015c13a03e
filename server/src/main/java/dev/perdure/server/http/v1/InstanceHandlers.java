package dev.perdure.server.http.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.InstanceState;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.TraceContext;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.ReusePolicy;
import dev.perdure.model.request.StartRequest;
import dev.perdure.server.http.exchange.FormText;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.hub.HubCalls;
import dev.perdure.server.http.routing.PathValues;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Starts, shows and lists instances.
record InstanceHandlers(HubCalls hub, Search search, EntitySearch entities) {
  private static final int DEFAULT_LIMIT = 50;
  private static final int LARGEST_LIMIT = 500;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  Response start(Request request, PathValues unused) {
    Arguments arguments = Arguments.of(request, Set.of("wait"));
    Duration wait = arguments.seconds("wait", LONGEST_WAIT);
    Body body = Body.of(request, Set.of(
        "name", "version", "id", "input", "tags", "startsAt", "ifExists"));
    String startsAt = body.text("startsAt");
    String traceparent = request.headers().get("traceparent");
    var start = new StartRequest(
        body.text("id"), new FunctionRef(body.required("name"), body.text("version")),
        body.json("input"),
        startsAt == null ? null : Arguments.instant("startsAt", startsAt),
        body.texts("tags"), reuse(body.text("ifExists")), requestId(request),
        traceparent == null
            ? null
            : new TraceContext(traceparent, request.headers().get("tracestate")));
    Outcome outcome = hub.ask(it -> it.start(start));
    String id = outcome instanceof Outcome.Accepted it
        ? it.execution().instanceId()
        : start
            .instanceId();
    boolean exists = outcome instanceof Outcome.Accepted
        || (outcome instanceof Outcome.NoEffect && "ignore".equals(body.text("ifExists")));
    return exists && id != null
        ? shown(request, 201, id, wait)
        : Problems.of(outcome, Response.empty(201));
  }

  private Response shown(Request request, int status, String id, Duration wait) {
    await(request, id, wait);
    return hub.large(request, () -> view(status, id, true)).with("Location",
        request.base() + CleanApi.INSTANCES + "/" + FormText.encode(id));
  }

  /// Waits for the end without reading what is large.
  private void await(Request request, String id, Duration wait) {
    if (!wait.isZero()) {
      var unusedState = hub.askWithin(
          wait, request.caller(), it -> it.awaitCompletion(id, false));
    }
  }

  private Response view(int status, String id, boolean payloads) {
    Optional<InstanceState> found = hub.ask(it -> it.get(id, payloads));
    return found.isEmpty()
        ? Problems.notFound(id).response()
        : Response.json(status, json -> InstanceView.write(json, found.get()));
  }

  Response show(Request request, PathValues path) {
    String id = Arguments.instanceId(path);
    Arguments arguments = Arguments.of(request, Set.of("payloads", "wait"));
    Duration wait = arguments.seconds("wait", LONGEST_WAIT);
    boolean payloads = arguments.flag("payloads");
    await(request, id, wait);
    return hub.large(request, () -> view(200, id, payloads));
  }

  Response history(Request request, PathValues path) {
    String id = Arguments.instanceId(path);
    Arguments.of(request, Set.of());
    return hub.large(request, () -> history(id));
  }

  private Response history(String id) {
    return hub.history(id, HistoryView::new)
        .map(history -> history.response(200, history::write, 0))
        .orElseGet(() -> Problems.notFound(id).response());
  }

  Response list(Request request, PathValues unused) {
    Set<String> names = new HashSet<>(Filter.NAMES);
    names.addAll(List.of("order", "limit", "cursor", "payloads"));
    Arguments arguments = Arguments.of(request, names);
    String order = arguments.text("order");
    var query = new Search.Query(
        Filter.of(arguments),
        order == null ? Order.CREATED_DESCENDING : Order.named(order),
        arguments.number("limit", DEFAULT_LIMIT, LARGEST_LIMIT),
        arguments.text("cursor"),
        arguments.flag("payloads"));
    Search.Found found = search.find(query);
    return hub.page(request, () -> list(search.page(query, found)));
  }

  private static Response list(Search.Page page) {
    return Response.json(200, json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("instances");
      for (InstanceState state : page.instances()) {
        InstanceView.write(json, state);
      }
      json.writeEndArray();
      json.writeStringField("next", page.next());
      json.writeEndObject();
    });
  }

  Response counts(Request request, PathValues unused) {
    Arguments arguments = Arguments.of(request, Filter.NAMES);
    Search.Counts counts = search.counts(Filter.of(arguments));
    boolean filtered = Filter.NAMES.stream().anyMatch(it -> request.query().get(it) != null);
    EntitySearch.Counts entityCounts = filtered ? null : entities.counts();
    return Response.json(200, json -> {
      json.writeStartObject();
      json.writeNumberField("total", counts.total());
      json.writeObjectFieldStart("byStatus");
      for (Map.Entry<OrchestrationStatus, Long> count : counts.byStatus().entrySet()) {
        json.writeNumberField(count.getKey().label(), count.getValue());
      }
      json.writeEndObject();
      json.writeObjectFieldStart("byName");
      for (Map.Entry<String, Long> count : counts.byName().entrySet()) {
        json.writeNumberField(count.getKey(), count.getValue());
      }
      json.writeEndObject();
      if (entityCounts != null) {
        write(json, entityCounts);
      }
      json.writeEndObject();
    });
  }

  /// Filters are about instances, so entities are counted without one only.
  private static void write(JsonGenerator json, EntitySearch.Counts counts) throws IOException {
    json.writeObjectFieldStart("entities");
    json.writeNumberField("total", counts.total());
    json.writeNumberField("locked", counts.locked());
    json.writeObjectFieldStart("byName");
    for (Map.Entry<String, Long> count : counts.byName().entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  /// The name under which a client repeats a request without effect, if it gave one.
  static @Nullable String requestId(Request request) {
    String id = request.headers().get("Idempotency-Key");
    return id == null || id.isBlank() ? null : id;
  }

  private static ReusePolicy reuse(@Nullable String ifExists) {
    return switch (ifExists) {
      case null -> ReusePolicy.replacing(Set.of());
      case "reject" -> ReusePolicy.replacing(Set.of());
      case "replaceEnded" -> ReusePolicy.REPLACE_ENDED;
      case "replace" -> ReusePolicy.replacing(EnumSet.allOf(OrchestrationStatus.class));
      case "ignore" -> ReusePolicy.ignoring();
      default -> throw Problems.invalid(
          "Expected reject, replaceEnded, replace or ignore as ifExists, but got another text");
    };
  }
}
