package dev.perdure.sdk.port;

import dev.perdure.model.EntityId;
import dev.perdure.model.request.CleanOutcome;
import dev.perdure.model.request.EntityPage;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.OperationAnswer;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.model.request.Outcome;
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
  CompletionStage<Optional<EntityState>> getEntity(EntityId entity, boolean fetchState);

  /// Lists entities.
  ///
  /// @throws IllegalArgumentException through the stage if the page size is not valid
  CompletionStage<EntityPage> queryEntities(EntityQuery query);

  /// Removes empty entities and releases the locks of orchestrations that do not run any more.
  CompletionStage<CleanOutcome> cleanEntityStorage();
}
