package dev.perdure.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.perdure.model.EntityId;
import dev.perdure.model.request.CleanRequest;
import dev.perdure.model.request.Outcome;
import dev.perdure.protocol.EntityMessages;
import dev.perdure.protocol.message.CleanEntityStorageRequest;
import dev.perdure.protocol.message.CleanEntityStorageResponse;
import dev.perdure.protocol.message.GetEntityRequest;
import dev.perdure.protocol.message.QueryEntitiesRequest;
import dev.perdure.protocol.message.SignalEntityRequest;
import dev.perdure.protocol.message.SignalEntityResponse;
import java.util.concurrent.CompletionStage;

/// What clients ask about entities.
final class EntityCalls {
  private EntityCalls() {}

  static CompletionStage<MessageLite> signal(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    return caller.hub().entities()
        .signal(EntityMessages.request(SignalEntityRequest.parseFrom(bytes)))
        .thenApply(outcome -> {
          Outcome _ = Statuses.accepted(outcome);
          return SignalEntityResponse.getDefaultInstance();
        });
  }

  static CompletionStage<MessageLite> get(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    GetEntityRequest request = GetEntityRequest.parseFrom(bytes);
    return caller.hub().entities()
        .get(EntityId.parse(request.getInstanceId()), EntityMessages.fetch(request))
        .thenApply(EntityMessages::found);
  }

  static CompletionStage<MessageLite> query(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    return caller.hub().entities()
        .query(EntityMessages.query(QueryEntitiesRequest.parseFrom(bytes).getQuery()))
        .thenApply(EntityMessages::page);
  }

  static CompletionStage<MessageLite> clean(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    CleanEntityStorageRequest request = CleanEntityStorageRequest.parseFrom(bytes);
    return caller.hub().entities()
        .clean(new CleanRequest(
            request.getRemoveEmptyEntities(), request.getReleaseOrphanedLocks()))
        .thenApply(
            it -> CleanEntityStorageResponse.newBuilder()
                .setEmptyEntitiesRemoved(it.removed()).setOrphanedLocksReleased(it.released())
                .build());
  }
}
