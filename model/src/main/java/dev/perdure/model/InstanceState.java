package dev.perdure.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What can be known of an orchestration instance from outside.
///
/// @param execution its id and that of its present execution
/// @param function the orchestrator function it runs
/// @param status its runtime status
/// @param times when things happened to it
/// @param customStatus the JSON text that its orchestrator set last, if any
/// @param tags the tags given at its start
/// @param parentInstanceId the orchestration that started it, if it is a sub-orchestration
/// @param payloads its input and outcome, absent unless they were asked for
public record InstanceState(
    ExecutionKey execution,
    FunctionRef function,
    OrchestrationStatus status,
    InstanceTimes times,
    @Nullable String customStatus,
    Map<String, String> tags,
    @Nullable String parentInstanceId,
    @Nullable Payloads payloads) {

  public InstanceState {
    tags = Map.copyOf(tags);
  }

  /// The id of the instance.
  public String instanceId() {
    return execution.instanceId();
  }

  /// The large parts of an instance's state.
  ///
  /// @param input the JSON text given at the start, if any
  /// @param output the JSON text of the result, or the reason of a termination, if any
  /// @param failure why a failed instance failed
  public record Payloads(
      @Nullable String input, @Nullable String output, @Nullable FailureDetails failure) {}
}
