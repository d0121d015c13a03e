package dev.perdure.server.grpc;

import com.google.protobuf.BoolValue;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.perdure.model.InstanceState;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.InstancePage;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.PurgeOutcome;
import dev.perdure.protocol.QueryMessages;
import dev.perdure.protocol.message.PurgeInstanceFilter;
import dev.perdure.protocol.message.PurgeInstancesRequest;
import dev.perdure.protocol.message.PurgeInstancesResponse;
import dev.perdure.server.configuration.Role;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Removes instances.
final class PurgeCalls {

  /// The most ids of a batch.
  static final int MAX_BATCH = 500;

  private static final Duration LONGEST = Duration.ofDays(1);

  private final Executor executor;

  /// @param executor runs purges that have to look at the clock
  PurgeCalls(Executor executor) {
    this.executor = executor;
  }

  CompletionStage<MessageLite> purge(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    PurgeInstancesRequest request = PurgeInstancesRequest.parseFrom(bytes);
    return switch (request.getRequestCase()) {
      case INSTANCEID -> one(caller, request.getInstanceId(), request);
      case INSTANCEBATCH ->
        batch(caller, request.getInstanceBatch().getInstanceIdsList(), request.getRecursive());
      case PURGEINSTANCEFILTER ->
        matching(caller, request.getPurgeInstanceFilter(), request.getRecursive());
      case REQUEST_NOT_SET -> throw new IllegalArgumentException(
          "Expected an instance id, a batch of them or a filter, but got none");
    };
  }

  /// A batch has the size that the protocol allows.
  ///
  /// @throws IllegalArgumentException if it is larger
  static List<String> checked(List<String> batch) {
    if (batch.size() > MAX_BATCH) {
      throw new IllegalArgumentException(
          "Expected a batch of at most " + MAX_BATCH + " instances, but got " + batch.size());
    }
    return batch;
  }

  private static CompletionStage<MessageLite> one(
      Caller caller, String instanceId, PurgeInstancesRequest request) {
    return caller.hub().purge(instanceId, request.getRecursive()).thenApply(outcome -> {
      Outcome refused = outcome.refused();
      if (refused != null && !(refused instanceof Outcome.NotFound)
          && !(refused instanceof Outcome.Invalid)) {
        Outcome _ = Statuses.accepted(refused);
      }
      return message(outcome.removed(), true);
    });
  }

  /// What cannot be removed is left out.
  private static CompletionStage<MessageLite> batch(
      Caller caller, List<String> ids, boolean recursive) {
    CompletionStage<Integer> removed = CompletableFuture.completedFuture(0);
    for (String id : checked(ids)) {
      removed = removed.thenCompose(
          before -> caller.hub().purge(id, recursive)
              .thenApply(outcome -> before + outcome.removed()));
    }
    return removed.thenApply(count -> message(count, true));
  }

  private CompletionStage<MessageLite> matching(
      Caller caller, PurgeInstanceFilter message, boolean recursive) {
    Door.require(caller.role(), Role.ADMIN); // As over HTTP: it acts on many instances at once.
    InstanceFilter filter = QueryMessages.purged(message);
    if (!message.hasTimeout()) {
      return caller.hub().purge(filter, recursive)
          .thenApply(outcome -> message(outcome.removed(), true));
    }
    long end = System.nanoTime() + limit(message.getTimeout()).toNanos();
    return CompletableFuture.supplyAsync(
        () -> withinTime(caller, filter, recursive, end), executor);
  }

  /// What makes no sense is no time, and nobody waits longer than a day.
  private static Duration limit(com.google.protobuf.Duration asked) {
    long seconds = Math.clamp(asked.getSeconds(), 0, LONGEST.toSeconds());
    return Duration.ofSeconds(seconds).plusNanos(Math.clamp(asked.getNanos(), 0, 999_999_999));
  }

  /// Removes one after the other until the time is over. This waits, on a thread of its own.
  private static MessageLite withinTime(
      Caller caller, InstanceFilter filter, boolean recursive, long end) {
    int removed = 0;
    String continuation = null;
    do {
      InstancePage page = page(caller, filter, continuation);
      for (InstanceState state : page.instances()) {
        if (System.nanoTime() - end >= 0) {
          return message(removed, false);
        }
        if (state.status().isTerminal()) {
          PurgeOutcome outcome = caller.hub().purge(state.instanceId(), recursive)
              .toCompletableFuture().join();
          removed += outcome.removed();
        }
      }
      continuation = page.continuation();
    } while (continuation != null);
    return message(removed, true);
  }

  private static InstancePage page(
      Caller caller, InstanceFilter filter, @Nullable String continuation) {
    return caller.hub()
        .query(new InstanceQuery(filter, InstanceQuery.DEFAULT_PAGE_SIZE, continuation, false))
        .toCompletableFuture().join();
  }

  private static MessageLite message(int removed, boolean complete) {
    return PurgeInstancesResponse.newBuilder()
        .setDeletedInstanceCount(removed).setIsComplete(BoolValue.of(complete)).build();
  }
}
