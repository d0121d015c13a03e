package dev.perdure.model.work;

import dev.perdure.model.Action;
import dev.perdure.model.OrchestrationSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A worker's answer to a turn.
///
/// @param actions what the orchestrator asks for, in order; none means that it waits
/// @param customStatus the JSON text of the custom status that the orchestrator has set; empty
///     clears the one before, absent keeps it
/// @param eventsProcessed how many of the new events were consumed, or [#ALL]; the rest comes again
///     in the next turn
/// @param span the span in which the worker traces the execution, absent if it is as it was
public record TurnResult(
    List<Action> actions,
    @Nullable String customStatus,
    int eventsProcessed,
    @Nullable OrchestrationSpan span) {

  /// Every new event was consumed.
  public static final int ALL = -1;

  public TurnResult {
    actions = List.copyOf(actions);
  }

  /// The answer of a worker that says nothing of its span.
  public TurnResult(List<Action> actions, @Nullable String customStatus, int eventsProcessed) {
    this(actions, customStatus, eventsProcessed, null);
  }
}
