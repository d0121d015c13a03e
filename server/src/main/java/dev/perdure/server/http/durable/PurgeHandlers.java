package dev.perdure.server.http.durable;

import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.PurgeOutcome;
import dev.perdure.server.http.exchange.BadRequestException;
import dev.perdure.server.http.exchange.Query;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.hub.HubCalls;
import dev.perdure.server.http.routing.PathValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Removes ended instances.
record PurgeHandlers(HubCalls hub) {

  Response one(Request request, PathValues path) {
    String id = Parameters.instanceId(path);
    PurgeOutcome outcome = hub.ask(it -> it.purge(id, false));
    if (outcome.refused() != null) {
      return Answers.of(outcome.refused(), removed(0), 412);
    }
    return outcome.removed() == 0 ? Answers.unknown() : removed(outcome.removed());
  }

  Response matching(Request request, PathValues path) {
    Query query = request.query();
    Instant from = Parameters.date(query, "createdTimeFrom");
    if (from == null) {
      return Answers.bare(400, "Please provide value for 'createdTimeFrom' parameter.");
    }
    // Durable Functions drops a status that it does not know, and then removes more than was asked.
    List<String> unknown = new ArrayList<>();
    Set<OrchestrationStatus> statuses = Parameters.statuses(query, unknown::add);
    if (!unknown.isEmpty()) {
      throw new BadRequestException(
          "Expected a runtimeStatus such as Completed, Failed or Terminated, but got " + unknown);
    }

    var filter = new InstanceFilter(statuses, from, Parameters.date(query, "createdTimeTo"), null,
        null, Map.of());
    PurgeOutcome outcome = hub.askPatiently(it -> it.purge(filter, false));
    if (outcome.refused() != null) {
      return Answers.of(outcome.refused(), removed(0), 412);
    }
    return outcome.removed() == 0
        ? Response.empty(404)
        : removed(outcome.removed());
  }

  private static Response removed(int count) {
    return Response.json(200, json -> {
      json.writeStartObject();
      json.writeNumberField("instancesDeleted", count);
      json.writeEndObject();
    });
  }
}
