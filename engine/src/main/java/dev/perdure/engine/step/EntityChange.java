package dev.perdure.engine.step;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.BatchInFlight;
import dev.perdure.engine.state.Delayed;
import dev.perdure.engine.state.EntityHeader;
import dev.perdure.engine.state.Lane;
import dev.perdure.engine.state.Mail;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One change that a step makes to its entity. All changes of a step become durable together; the
/// runtime turns them into rows.
public sealed interface EntityChange {

  /// The entity's row is now this.
  record HeaderStored(EntityHeader header) implements EntityChange {}

  /// Nothing is left of the entity.
  record EntityRemoved(String instanceId) implements EntityChange {}

  /// The entity's state is now this, or none.
  record StateStored(@Nullable String state) implements EntityChange {}

  /// An operation joined a queue.
  record OperationAdded(Lane lane, Mail operation) implements EntityChange {}

  /// The oldest operations of a queue were performed or dropped.
  record OperationsRemoved(Lane lane, List<Mail> operations) implements EntityChange {}

  /// An operation waits for its time.
  record OperationDelayed(Delayed delayed) implements EntityChange {}

  /// An operation waits for its time no more.
  record DelayedRemoved(Delayed delayed) implements EntityChange {}

  /// The batch in flight is now this one, or none. This is remembered but not stored.
  record BatchChanged(@Nullable BatchInFlight batch) implements EntityChange {}

  /// Batches have this many operations at most. This is remembered but not stored.
  record BatchesLimited(int most) implements EntityChange {}

  /// A message to an instance leaves with this step.
  record MessageSent(Message.Sendable message) implements EntityChange {}
}
