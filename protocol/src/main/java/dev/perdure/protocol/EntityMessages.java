package dev.perdure.protocol;

import com.google.protobuf.Int32Value;
import dev.perdure.model.EntityId;
import dev.perdure.model.request.EntityPage;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.protocol.message.EntityMetadata;
import dev.perdure.protocol.message.GetEntityRequest;
import dev.perdure.protocol.message.GetEntityResponse;
import dev.perdure.protocol.message.QueryEntitiesResponse;
import dev.perdure.protocol.message.SignalEntityRequest;
import java.time.Instant;
import java.util.Optional;

/// What clients ask about entities, on the wire.
public final class EntityMessages {
  private EntityMessages() {}

  /// The operation that a message asks for.
  ///
  /// @throws IllegalArgumentException if a value in it has no meaning
  public static OperationRequest request(SignalEntityRequest message) {
    return new OperationRequest(
        EntityId.parse(message.getInstanceId()), message.getName(),
        Wrapped.text(message.hasInput(), message.getInput()),
        Wrapped.keptTime(message.hasScheduledTime(), message.getScheduledTime()),
        message.getRequestId().isEmpty() ? null : message.getRequestId());
  }

  /// The message that asks for an operation.
  public static SignalEntityRequest message(OperationRequest request) {
    SignalEntityRequest.Builder message = SignalEntityRequest.newBuilder()
        .setInstanceId(request.entity().instanceId()).setName(request.operation());
    if (request.input() != null) {
      message.setInput(Wrapped.text(request.input()));
    }
    if (request.scheduledTime() != null) {
      message.setScheduledTime(Wrapped.time(request.scheduledTime()));
    }
    if (request.requestId() != null) {
      message.setRequestId(request.requestId());
    }
    return message.build();
  }

  /// The question about one entity.
  public static GetEntityRequest message(EntityId entity, EntityQuery.Fetch fetch) {
    return GetEntityRequest.newBuilder().setInstanceId(entity.instanceId())
        .setIncludeState(fetch.state()).setIncludeTransient(fetch.transients())
        .setIncludeLockWaiters(fetch.waiters()).build();
  }

  /// What a question about one entity wants of it.
  public static EntityQuery.Fetch fetch(GetEntityRequest message) {
    return new EntityQuery.Fetch(
        message.getIncludeState(), message.getIncludeTransient(),
        message.getIncludeLockWaiters());
  }

  /// The answer to a question about one entity.
  public static GetEntityResponse found(Optional<EntityState> entity) {
    GetEntityResponse.Builder message = GetEntityResponse.newBuilder();
    entity.ifPresent(it -> message.setExists(true).setEntity(metadata(it)));
    return message.build();
  }

  /// What a message says of an entity.
  ///
  /// @throws IllegalArgumentException if a value in it has no meaning
  public static Optional<EntityState> read(GetEntityResponse message) {
    return message.getExists() ? Optional.of(read(message.getEntity())) : Optional.empty();
  }

  /// The question for a page of entities.
  ///
  /// @throws IllegalArgumentException if a value in it has no meaning
  public static EntityQuery query(dev.perdure.protocol.message.EntityQuery message) {
    int asked = message.hasPageSize() ? message.getPageSize().getValue() : 0;
    String continuation = message.getContinuationToken().getValue();
    return new EntityQuery(
        Wrapped.text(message.hasInstanceIdStartsWith(), message.getInstanceIdStartsWith()),
        Wrapped.time(message.hasLastModifiedFrom(), message.getLastModifiedFrom()),
        Wrapped.time(message.hasLastModifiedTo(), message.getLastModifiedTo()),
        message.getLockedOnly(),
        new EntityQuery.Fetch(
            message.getIncludeState(), message.getIncludeTransient(),
            message.getIncludeLockWaiters()),
        asked <= 0
            ? InstanceQuery.DEFAULT_PAGE_SIZE
            : Math.min(asked, InstanceQuery.MAX_PAGE_SIZE),
        continuation.isEmpty() ? null : continuation);
  }

  /// The message that asks for a page of entities.
  public static dev.perdure.protocol.message.EntityQuery message(EntityQuery query) {
    var message = dev.perdure.protocol.message.EntityQuery.newBuilder()
        .setIncludeState(query.fetch().state()).setIncludeTransient(query.fetch().transients())
        .setLockedOnly(query.lockedOnly()).setIncludeLockWaiters(query.fetch().waiters())
        .setPageSize(Int32Value.of(query.pageSize()));
    if (query.idPrefix() != null) {
      message.setInstanceIdStartsWith(Wrapped.text(query.idPrefix()));
    }
    if (query.lastModifiedFrom() != null) {
      message.setLastModifiedFrom(Wrapped.time(query.lastModifiedFrom()));
    }
    if (query.lastModifiedTo() != null) {
      message.setLastModifiedTo(Wrapped.time(query.lastModifiedTo()));
    }
    if (query.continuation() != null) {
      message.setContinuationToken(Wrapped.text(query.continuation()));
    }
    return message.build();
  }

  /// A page of entities.
  public static QueryEntitiesResponse page(EntityPage page) {
    QueryEntitiesResponse.Builder message = QueryEntitiesResponse.newBuilder();
    page.entities().forEach(entity -> message.addEntities(metadata(entity)));
    if (page.continuation() != null) {
      message.setContinuationToken(Wrapped.text(page.continuation()));
    }
    return message.build();
  }

  /// The page that a message holds.
  ///
  /// @throws IllegalArgumentException if a value in it has no meaning
  public static EntityPage read(QueryEntitiesResponse message) {
    String continuation = message.getContinuationToken().getValue();
    return new EntityPage(
        message.getEntitiesList().stream().map(EntityMessages::read).toList(),
        continuation.isEmpty() ? null : continuation);
  }

  private static EntityMetadata metadata(EntityState entity) {
    EntityMetadata.Builder message = EntityMetadata.newBuilder()
        .setInstanceId(entity.id().instanceId())
        .setLastModifiedTime(Wrapped.time(entity.lastModified()))
        .setBacklogQueueSize((int) Math.min(entity.backlog(), Integer.MAX_VALUE));
    if (entity.lockedBy() != null) {
      message.setLockedBy(Wrapped.text(entity.lockedBy()));
    }
    if (entity.lockedSince() != null) {
      message.setLockedSince(Wrapped.time(entity.lockedSince()));
    }
    if (entity.waiters() != null) {
      message.setLockWaiters(LockMessages.message(entity.waiters()));
    }
    message.setWithoutState(!entity.exists());
    if (entity.state() != null) {
      message.setSerializedState(Wrapped.text(entity.state()));
    }
    return message.build();
  }

  /// Whether a listed entity has a state is told by servers of ours only; others leave it open, and
  /// what is said to be there is taken to have one.
  private static EntityState read(EntityMetadata message) {
    Instant modified = Wrapped.time(true, message.getLastModifiedTime());
    return new EntityState(
        EntityId.parse(message.getInstanceId()),
        modified == null ? Instant.EPOCH : modified, message.getBacklogQueueSize(),
        Wrapped.text(message.hasLockedBy(), message.getLockedBy()),
        Wrapped.time(message.hasLockedSince(), message.getLockedSince()),
        message.hasLockWaiters() ? LockMessages.read(message.getLockWaiters()) : null,
        !message.getWithoutState(),
        Wrapped.text(message.hasSerializedState(), message.getSerializedState()));
  }
}
