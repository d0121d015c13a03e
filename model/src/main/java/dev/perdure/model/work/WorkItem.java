package dev.perdure.model.work;

import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationSpan;
import dev.perdure.model.TraceContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Work that is handed to a worker.
public sealed interface WorkItem {

  /// Names this dispatch; the answer carries it.
  WorkToken token();

  /// The function to run.
  FunctionRef function();

  /// One activation of an orchestrator.
  ///
  /// @param position how much history comes before; it is fetched from the work source only if
  ///     needed
  /// @param newEvents the events of this turn, an [dev.perdure.model.EventBody.OrchestratorStarted]
  ///     first
  /// @param span the span in which the workers of earlier turns traced the execution, if they did
  record Turn(
      WorkToken token,
      FunctionRef function,
      HistoryPosition position,
      List<HistoryEvent> newEvents,
      @Nullable OrchestrationSpan span)
      implements
        WorkItem {

    /// A turn of an execution that is not traced.
    public Turn(
        WorkToken token, FunctionRef function, HistoryPosition position,
        List<HistoryEvent> newEvents) {
      this(token, function, position, newEvents, null);
    }
  }

  /// One execution of an activity.
  ///
  /// @param orchestrationVersion the version of the orchestration that scheduled it, empty for none
  /// @param taskId the id of the action that scheduled it
  record Activity(
      WorkToken token,
      FunctionRef function,
      String orchestrationVersion,
      int taskId,
      @Nullable String input,
      Map<String, String> tags,
      @Nullable TraceContext trace)
      implements
        WorkItem {}

  /// Operations that one entity is to perform, one after the other.
  ///
  /// @param function the entity's function; its name is in lower case
  /// @param state the JSON text of the entity's state, absent for none
  /// @param operations what to do, each an
  ///     [dev.perdure.model.EventBody.EntityOperationSignaled] or
  ///     [dev.perdure.model.EventBody.EntityOperationCalled]
  record EntityBatch(
      WorkToken token,
      FunctionRef function,
      @Nullable String state,
      List<HistoryEvent> operations)
      implements
        WorkItem {}
}
