package dev.perdure.runtime;

import dev.perdure.model.Identifiers;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.StartRequest;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Judges requests before anything is stored: ids, names, sizes, and policies that contradict
/// themselves.
final class RequestCheck {

  /// The most tags that an instance may have.
  static final int MAX_TAGS = 64;

  /// The text is Microsoft's: the tests of their SDKs compare it.
  private static final String CONTRADICTION = "Invalid reusable statuses: cannot exclude"
      + " 'Terminated' while also allowing reuse of running instances";

  private final PayloadLimit limit;

  RequestCheck(HubOptions options) {
    this.limit = new PayloadLimit(options.maxPayloadBytes());
  }

  /// What is wrong with a start, or null.
  @Nullable
  Outcome start(StartRequest request) {
    String problem = Identifiers.nameProblem("orchestrator name", request.function().name());
    if (problem == null && request.instanceId() != null) {
      problem = Identifiers.instanceIdProblem(request.instanceId());
    }
    if (problem == null && request.requestId() != null) {
      problem = Identifiers.nameProblem("request id", request.requestId());
    }
    String version = request.function().version();
    if (problem == null && version != null && !version.isEmpty()) {
      problem = Identifiers.nameProblem("version", version);
    }
    if (problem == null) {
      problem = tags(request.tags());
    }
    Set<OrchestrationStatus> replaceable = request.reuse().replaceable();
    boolean replacesRunning = replaceable.contains(OrchestrationStatus.RUNNING)
        || replaceable.contains(OrchestrationStatus.PENDING)
        || replaceable.contains(OrchestrationStatus.SUSPENDED);
    if (problem == null && replacesRunning
        && !replaceable.contains(OrchestrationStatus.TERMINATED)) {
      problem = CONTRADICTION;
    }
    return problem == null
        ? size("the input of '" + request.function().name() + "'", request.input())
        : new Outcome.Invalid(problem);
  }

  /// What is wrong with an event, or null.
  @Nullable
  Outcome event(
      String instanceId, String name, @Nullable String input, @Nullable String requestId) {
    String problem = Identifiers.instanceIdProblem(instanceId);
    if (problem == null) {
      problem = Identifiers.nameProblem("event name", name);
    }
    if (problem == null && requestId != null) {
      problem = Identifiers.nameProblem("request id", requestId);
    }
    return problem == null
        ? size("the event '" + name + "' for '" + instanceId + "'", input)
        : new Outcome.Invalid(problem);
  }

  /// What is wrong with a request to control an instance, or null.
  @Nullable
  Outcome control(String instanceId, @Nullable String text) {
    String problem = Identifiers.instanceIdProblem(instanceId);
    return problem == null
        ? size("the reason or output for '" + instanceId + "'", text)
        : new Outcome.Invalid(problem);
  }

  private @Nullable Outcome size(String what, @Nullable String payload) {
    String problem = limit.problem(what, payload);
    return problem == null ? null : new Outcome.TooLarge(problem);
  }

  private static @Nullable String tags(Map<String, String> tags) {
    if (tags.size() > MAX_TAGS) {
      return "Expected at most " + MAX_TAGS + " tags, but got " + tags.size();
    }
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      String problem = Identifiers.nameProblem("tag", tag.getKey());
      if (problem == null && !tag.getValue().isEmpty()) {
        problem = Identifiers.nameProblem("tag value", tag.getValue());
      }
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }
}
