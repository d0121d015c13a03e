package dev.perdure.sdk.port;

import dev.perdure.model.EntityId;
import dev.perdure.model.request.CleanOutcome;
import dev.perdure.model.request.CleanRequest;
import dev.perdure.model.request.EntityPage;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.InstanceLock;
import dev.perdure.model.request.OperationAnswer;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.model.request.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The part of a task hub that a client needs for entities. The contract is that of [Hub].
public interface EntityHub {

  /// Lets an entity perform an operation. The answer says that the hub has taken it.
  CompletionStage<Outcome> signalEntity(OperationRequest request);

  /// Lets an entity perform an operation, and completes when it has. A caller that gives up cancels
  /// the stage's future; the operation is performed all the same.
  CompletionStage<OperationAnswer> callEntity(OperationRequest request);

  /// Reads an entity; nothing if it has no state.
  default CompletionStage<Optional<EntityState>> getEntity(EntityId entity, boolean fetchState) {
    return getEntity(entity, new EntityQuery.Fetch(fetchState, false));
  }

  /// Reads an entity; nothing if it has no state, unless transient ones are asked for. A server of
  /// others, reached over the Durable Task protocol, knows no transient ones here, and not who
  /// waits.
  CompletionStage<Optional<EntityState>> getEntity(EntityId entity, EntityQuery.Fetch fetch);

  /// Lists entities.
  ///
  /// @throws IllegalArgumentException through the stage if the page size is not valid
  CompletionStage<EntityPage> queryEntities(EntityQuery query);

  /// The locks that an orchestration holds and has asked for, in the order in which it gets them;
  /// nothing if there is no such orchestration.
  ///
  /// @throws UnsupportedOperationException through the stage if the hub is a server of others,
  ///     reached over the Durable Task protocol, which has no such question
  CompletionStage<Optional<List<InstanceLock>>> locks(String instanceId);

  /// Removes empty entities, and releases the locks of orchestrations that do not run any more. The
  /// answer counts what was done.
  CompletionStage<CleanOutcome> cleanEntityStorage(CleanRequest request);
}
