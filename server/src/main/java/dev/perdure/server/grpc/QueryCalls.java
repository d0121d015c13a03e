package dev.perdure.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.StringValue;
import dev.perdure.model.InstanceState;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.codec.Utf8;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.InstancePage;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.protocol.QueryMessages;
import dev.perdure.protocol.QueryMessages.EndedQuery;
import dev.perdure.protocol.message.ListInstanceIdsRequest;
import dev.perdure.protocol.message.ListInstanceIdsResponse;
import dev.perdure.protocol.message.QueryInstancesRequest;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Lists of instances.
final class QueryCalls {
  private static final Set<OrchestrationStatus> ENDED = EnumSet.of(
      OrchestrationStatus.COMPLETED, OrchestrationStatus.FAILED, OrchestrationStatus.CANCELED,
      OrchestrationStatus.TERMINATED);

  private QueryCalls() {}

  static CompletionStage<MessageLite> query(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    InstanceQuery query = QueryMessages.query(
        QueryInstancesRequest.parseFrom(bytes).getQuery());
    return caller.hub().query(query).thenApply(QueryMessages::page);
  }

  /// Lists ended instances by the time of their end. There is no index in that order, so all ended
  /// instances that were begun before the end of the window are looked at for each page; what is
  /// kept of them is one page.
  static CompletionStage<MessageLite> listIds(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    EndedQuery query = QueryMessages.ended(ListInstanceIdsRequest.parseFrom(bytes));
    Set<OrchestrationStatus> statuses = EnumSet.copyOf(ENDED);
    if (!query.statuses().isEmpty()) {
      statuses.retainAll(query.statuses());
    }
    if (statuses.isEmpty()) {
      return CompletableFuture.completedFuture(ListInstanceIdsResponse.getDefaultInstance());
    }
    Ended page = new Ended(query, EndKey.parse(query.after()));
    var filter = new InstanceFilter(statuses, null, query.to(), null, null, Map.of());
    return collect(caller, filter, null, page).thenApply(_ -> page.message());
  }

  private static CompletionStage<?> collect(
      Caller caller, InstanceFilter filter, @Nullable String continuation, Ended page) {
    return caller.hub()
        .query(new InstanceQuery(filter, InstanceQuery.MAX_PAGE_SIZE, continuation, false))
        .thenCompose(found -> {
          found.instances().forEach(page::add);
          return next(caller, filter, found, page);
        });
  }

  private static CompletionStage<?> next(
      Caller caller, InstanceFilter filter, InstancePage found, Ended page) {
    return found.continuation() == null
        ? CompletableFuture.completedFuture(page)
        : collect(caller, filter, found.continuation(), page);
  }

  /// When and which instance ended.
  private record EndKey(Instant completed, String id) {
    static final Comparator<EndKey> ORDER = Comparator.comparing(EndKey::completed)
        .thenComparing(EndKey::id);

    String text() {
      return completed + " " + id;
    }

    /// @throws IllegalArgumentException if the text is not what [#text] gives
    static @Nullable EndKey parse(@Nullable String text) {
      if (text == null) {
        return null;
      }
      int space = text.indexOf(' ');
      try {
        return new EndKey(
            Instant.parse(text.substring(0, Math.max(0, space))), text.substring(space + 1));
      } catch (java.time.format.DateTimeParseException e) {
        throw new IllegalArgumentException(
            "Expected the key that the page before ended with, but got another text", e);
      }
    }
  }

  /// A page that is being collected: the first ids behind where the page before ended.
  private static final class Ended {
    private final EndedQuery query;
    private final @Nullable EndKey after;
    private final TreeSet<EndKey> keys = new TreeSet<>(EndKey.ORDER);
    private static final int FRAME = 8;

    private boolean more;

    Ended(EndedQuery query, @Nullable EndKey after) {
      this.query = query;
      this.after = after;
    }

    void add(InstanceState state) {
      Instant completed = state.times().completed();
      if (completed == null
          || (query.from() != null && completed.isBefore(query.from()))
          || (query.to() != null && !completed.isBefore(query.to()))) {
        return;
      }
      EndKey key = new EndKey(completed, state.instanceId());
      if (after != null && EndKey.ORDER.compare(key, after) <= 0) {
        return;
      }
      keys.add(key);
      if (keys.size() > query.pageSize()) {
        keys.pollLast();
        more = true;
      }
    }

    /// Ids of sub-orchestrations may be so long that not all have room in one message.
    private void shorten() {
      long bytes = keys.stream().mapToLong(it -> FRAME + Utf8.length(it.id())).sum();
      while (bytes > InstanceQuery.MAX_PAGE_BYTES) {
        bytes -= FRAME + Utf8.length(keys.removeLast().id());
        more = true;
      }
    }

    MessageLite message() {
      shorten();
      List<String> ids = keys.stream().map(EndKey::id).toList();
      var message = ListInstanceIdsResponse.newBuilder().addAllInstanceIds(ids);
      if (more) {
        message.setLastInstanceKey(StringValue.of(keys.last().text()));
      }
      return message.build();
    }
  }
}
