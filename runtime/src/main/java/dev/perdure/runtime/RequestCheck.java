package dev.perdure.runtime;

import dev.perdure.model.Identifiers;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.StartRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Judges requests before anything is stored: ids, names, sizes, and policies that contradict
/// themselves.
final class RequestCheck {

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
      problem = Identifiers.startedIdProblem(request.instanceId());
    }
    if (problem == null && request.requestId() != null) {
      problem = Identifiers.nameProblem("request id", request.requestId());
    }
    if (problem == null) {
      problem = Identifiers.versionProblem(request.function().version());
    }
    if (problem == null) {
      problem = Identifiers.tagsProblem(request.tags());
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

  /// What is wrong with a signal or a call, or null.
  @Nullable
  Outcome operation(OperationRequest request) {
    String problem = Identifiers.entityIdProblem(request.entity().instanceId());
    if (problem == null) {
      problem = Identifiers.operationProblem(request.operation());
    }
    if (problem == null && request.requestId() != null) {
      problem = Identifiers.nameProblem("request id", request.requestId());
    }
    return problem == null
        ? size(
            "the input of '" + request.operation() + "' for '" + request.entity() + "'",
            request.input())
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
}
