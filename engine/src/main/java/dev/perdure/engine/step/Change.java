package dev.perdure.engine.step;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.Mail;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.state.Orchestration;
import dev.perdure.engine.state.TurnInFlight;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One change that a step makes to its instance. All changes of a step become durable together; the
/// runtime turns them into rows.
public sealed interface Change {

  /// The instance's row is now this.
  record OrchestrationStored(Orchestration orchestration) implements Change {}

  /// The instance is gone.
  record OrchestrationRemoved(String instanceId) implements Change {}

  /// A row of events was appended to the history.
  ///
  /// @param row the number of the row, counted from 0 in each execution
  record HistoryAppended(ExecutionKey execution, int row, List<HistoryEvent> events)
      implements
        Change {}

  /// An execution's whole history was dropped.
  record HistoryCleared(ExecutionKey execution) implements Change {}

  /// A mail arrived.
  record MailAdded(Mail mail) implements Change {}

  /// The oldest mails were consumed or dropped.
  ///
  /// @param count how many
  record MailRemoved(int count) implements Change {}

  /// A task was opened, or its row changed.
  record TaskOpened(ExecutionKey execution, OpenTask task) implements Change {}

  /// A task is no longer open.
  record TaskClosed(ExecutionKey execution, OpenTask task) implements Change {}

  /// The turn in flight is now this one, or none. This is remembered but not stored.
  record TurnChanged(@Nullable TurnInFlight turn) implements Change {}

  /// A message to an instance leaves with this step.
  record MessageSent(Message.Sendable message) implements Change {}
}
