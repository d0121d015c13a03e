package dev.perdure.server.http.durable;

import dev.perdure.model.InstanceState;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.InstancePage;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.server.http.exchange.Json;
import dev.perdure.server.http.exchange.Query;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.hub.History;
import dev.perdure.server.http.hub.HubCalls;
import dev.perdure.server.http.routing.PathValues;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Shows one instance or a page of instances.
///
/// @param traces whether histories show where in the code failures happened
record ReadHandlers(HubCalls hub, boolean traces) {
  /// Asks that a failed instance is shown with the code 500.
  static final String ERROR_ON_FAILURE = "returnInternalServerErrorOnFailure";

  /// How long a client shall wait before it asks again, in seconds.
  private static final String RETRY_AFTER = "5";

  Response status(Request request, PathValues path) {
    String id = Parameters.instanceId(path);
    return hub.large(request, () -> status(request, id));
  }

  private Response status(Request request, String id) {
    Query query = request.query();
    boolean showInput = Parameters.flag(query, "showInput", true);
    Optional<InstanceState> found = hub.ask(it -> it.get(id, true));
    if (found.isEmpty()) {
      return Answers.unknown();
    }
    InstanceState state = found.get();
    History history = history(state, query);
    Json.Content content = json -> {
      json.writeStartObject();
      InstanceJson.writeFields(json, state, showInput);
      if (history != null) {
        json.writeFieldName("historyEvents");
        history.write(json);
      }
      json.writeEndObject();
    };
    Response response = history == null
        ? Response.json(code(state, query), content)
        : history.response(code(state, query), content, InstanceJson.memory(state));
    return state.status().isTerminal()
        ? response
        : response.with("Location", request.address()).with("Retry-After", RETRY_AFTER);
  }

  Response list(Request request, PathValues path) {
    return hub.page(request, () -> list(request));
  }

  private Response list(Request request) {
    Query query = request.query();
    boolean showInput = Parameters.flag(query, "showInput", true);
    InstancePage page = page(request);
    return Continuation.on(Response.json(200, json -> {
      json.writeStartArray();
      for (InstanceState state : page.instances()) {
        InstanceJson.write(json, state, showInput);
      }
      json.writeEndArray();
    }), page.continuation());
  }

  private InstancePage page(Request request) {
    Query query = request.query();
    var filter = new InstanceFilter(
        Parameters.statuses(query, _ -> {}),
        Parameters.date(query, "createdTimeFrom"),
        Parameters.date(query, "createdTimeTo"),
        query.get("instanceIdPrefix"),
        null,
        Map.of());
    int size = Parameters.pageSize(query);
    String continuation = Continuation.of(request);
    try {
      return hub.ask(it -> it.query(new InstanceQuery(filter, size, continuation, true)));
    } catch (IllegalArgumentException e) {
      throw Continuation.foreign(e);
    }
  }

  private @Nullable History history(InstanceState state, Query query) {
    boolean wanted = Parameters.flag(query, "showHistory", false);
    var shown = new HistoryEventJson.Shown(
        Parameters.flag(query, "showInput", true),
        Parameters.flag(query, "showHistoryOutput", false), traces);
    return !wanted || state.status() == OrchestrationStatus.PENDING
        ? null
        : hub.history(state.instanceId(), () -> new HistoryJson(shown)).orElse(null);
  }

  private static int code(InstanceState state, Query query) {
    return switch (state.status()) {
      case RUNNING, PENDING, CONTINUED_AS_NEW, SUSPENDED -> 202;
      case COMPLETED, TERMINATED, CANCELED -> 200;
      case FAILED -> Parameters.flag(query, ERROR_ON_FAILURE, false) ? 500 : 200;
    };
  }
}
