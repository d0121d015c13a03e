package dev.perdure.server.http.durable;

import dev.perdure.model.InstanceState;
import dev.perdure.model.InstanceState.Payloads;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.server.http.exchange.BadRequestException;
import dev.perdure.server.http.exchange.Json;
import dev.perdure.server.http.exchange.Query;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import dev.perdure.server.http.hub.HubCalls;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Waits for a started instance as long as its caller asked for, and answers with the output, or
/// with the addresses if time is up.
final class Waits {
  /// The longest wait; a longer one is cut. Clients poll after it.
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final HubCalls hub;
  private final Links links;

  Waits(HubCalls hub, Links links) {
    this.hub = hub;
    this.links = links;
  }

  /// How long to wait, zero if the caller did not ask for it.
  static Duration asked(Query query) {
    Duration timeout = seconds(query, "timeout");
    Duration interval = seconds(query, "pollingInterval");
    if (timeout == null) {
      return Duration.ZERO;
    }
    if (interval != null && interval.compareTo(timeout) > 0) {
      throw new BadRequestException(
          "Expected a pollingInterval that is at most the timeout of " + query.get("timeout")
              + " seconds, but got " + query.get("pollingInterval"));
    }
    return timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
  }

  /// Waits for the instance and answers.
  Response answer(Request request, String instanceId, Duration limit) {
    boolean errorOnFailure = Parameters.flag(request.query(), ReadHandlers.ERROR_ON_FAILURE, false);
    boolean ended = !limit.isZero()
        && hub.askWithin(limit, request.caller(), it -> it.awaitCompletion(instanceId, false))
            .flatMap(it -> it).isPresent();
    return ended
        ? hub.large(request, () -> outcome(request, instanceId, errorOnFailure))
        : links.accepted(request, instanceId, errorOnFailure);
  }

  private Response outcome(Request request, String instanceId, boolean errorOnFailure) {
    Optional<InstanceState> found = hub.ask(it -> it.get(instanceId, true))
        .filter(it -> it.status().isTerminal());
    if (found.isEmpty()) { // It has been removed, or begun again.
      return links.accepted(request, instanceId, errorOnFailure);
    }
    InstanceState state = found.get();
    Payloads payloads = state.payloads();
    if (state.status() == OrchestrationStatus.COMPLETED) {
      String output = payloads == null ? null : payloads.output();
      return Response.json(200, json -> Json.embed(json, output));
    }
    int code = state.status() == OrchestrationStatus.FAILED && errorOnFailure ? 500 : 200;
    return Response.json(code, json -> InstanceJson.write(json, state, true));
  }

  private static @Nullable Duration seconds(Query query, String name) {
    String value = query.get(name);
    try {
      double seconds = value == null ? 0 : Double.parseDouble(value);
      long millis = (long) Math.ceil(seconds * 1000); // At most the largest long.
      return millis > 0 ? Duration.ofMillis(millis) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
