package dev.perdure.engine.state;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.InstanceTimes;
import dev.perdure.model.OrchestrationStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The row of an orchestration instance: everything about it that is small.
///
/// @param execution the id and the present execution
/// @param function the orchestrator that runs
/// @param status the runtime status as clients see it
/// @param times when things happened
/// @param origin where it came from
/// @param progress how far it has come
/// @param customStatus what its orchestrator set last, if any
/// @param failedTasks the tasks whose failures ended it, as far as its worker knew
public record Orchestration(
    ExecutionKey execution,
    FunctionRef function,
    OrchestrationStatus status,
    InstanceTimes times,
    Origin origin,
    Progress progress,
    @Nullable String customStatus,
    List<Integer> failedTasks) {

  public Orchestration {
    failedTasks = List.copyOf(failedTasks);
  }
}
