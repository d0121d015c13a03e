package dev.perdure.protocol;

import com.google.protobuf.StringValue;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.InstancePage;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.protocol.message.ListInstanceIdsRequest;
import dev.perdure.protocol.message.PurgeInstanceFilter;
import dev.perdure.protocol.message.QueryInstancesResponse;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Questions about many instances on the wire.
public final class QueryMessages {
  private QueryMessages() {}

  /// The question for a page of instances.
  ///
  /// @throws IllegalArgumentException if a value in it has no meaning
  public static InstanceQuery query(dev.perdure.protocol.message.InstanceQuery message) {
    String prefix = Wrapped.text(message.hasInstanceIdPrefix(), message.getInstanceIdPrefix());
    InstanceFilter filter = new InstanceFilter(
        Wrapped.statuses(message.getRuntimeStatusValueList()),
        Wrapped.time(message.hasCreatedTimeFrom(), message.getCreatedTimeFrom()),
        Wrapped.time(message.hasCreatedTimeTo(), message.getCreatedTimeTo()),
        prefix, null, Map.of());
    return new InstanceQuery(
        filter, pageSize(message.getMaxInstanceCount()),
        cursor(message.hasContinuationToken(), message.getContinuationToken()),
        message.getFetchInputsAndOutputs());
  }

  /// A page of instances.
  public static QueryInstancesResponse page(InstancePage page) {
    QueryInstancesResponse.Builder message = QueryInstancesResponse.newBuilder();
    page.instances().forEach(
        state -> message.addOrchestrationState(InstanceMessages.state(state)));
    if (page.continuation() != null) {
      message.setContinuationToken(Wrapped.text(page.continuation()));
    }
    return message.build();
  }

  /// The message that asks for a page.
  ///
  /// @throws IllegalArgumentException if the filter names a function or tags, which the contract
  ///     cannot say
  public static dev.perdure.protocol.message.InstanceQuery message(InstanceQuery query) {
    InstanceFilter filter = said(query.filter());
    var message = dev.perdure.protocol.message.InstanceQuery.newBuilder()
        .setMaxInstanceCount(query.pageSize()).setFetchInputsAndOutputs(query.fetchPayloads());
    filter.statuses().forEach(it -> message.addRuntimeStatusValue(it.number()));
    if (filter.createdFrom() != null) {
      message.setCreatedTimeFrom(Wrapped.time(filter.createdFrom()));
    }
    if (filter.createdTo() != null) {
      message.setCreatedTimeTo(Wrapped.time(filter.createdTo()));
    }
    if (filter.idPrefix() != null) {
      message.setInstanceIdPrefix(Wrapped.text(filter.idPrefix()));
    }
    if (query.continuation() != null) {
      message.setContinuationToken(Wrapped.text(query.continuation()));
    }
    return message.build();
  }

  /// The page that a message holds.
  ///
  /// @throws IllegalArgumentException if a value in it has no meaning
  public static InstancePage read(QueryInstancesResponse message, boolean payloads) {
    return new InstancePage(
        message.getOrchestrationStateList().stream()
            .map(state -> InstanceMessages.read(state, payloads)).toList(),
        cursor(message.hasContinuationToken(), message.getContinuationToken()));
  }

  /// The filter of a purge.
  ///
  /// @throws IllegalArgumentException if the filter says what the contract cannot
  public static PurgeInstanceFilter purge(InstanceFilter filter) {
    if (said(filter).idPrefix() != null) {
      throw new IllegalArgumentException(
          "Expected a filter by status and time, which is all that the protocol can purge by");
    }
    PurgeInstanceFilter.Builder message = PurgeInstanceFilter.newBuilder();
    filter.statuses().forEach(it -> message.addRuntimeStatusValue(it.number()));
    if (filter.createdFrom() != null) {
      message.setCreatedTimeFrom(Wrapped.time(filter.createdFrom()));
    }
    if (filter.createdTo() != null) {
      message.setCreatedTimeTo(Wrapped.time(filter.createdTo()));
    }
    return message.build();
  }

  private static InstanceFilter said(InstanceFilter filter) {
    if (filter.name() != null || !filter.tags().isEmpty()) {
      throw new IllegalArgumentException(
          "Expected a filter by status, time and id, which is all that the protocol can say, but "
              + "got one by name or tags");
    }
    return filter;
  }

  /// Which ended instances are to be removed.
  ///
  /// @throws IllegalArgumentException if a value in it has no meaning
  public static InstanceFilter purged(PurgeInstanceFilter message) {
    return new InstanceFilter(
        Wrapped.statuses(message.getRuntimeStatusValueList()),
        Wrapped.time(message.hasCreatedTimeFrom(), message.getCreatedTimeFrom()),
        Wrapped.time(message.hasCreatedTimeTo(), message.getCreatedTimeTo()),
        null, null, Map.of());
  }

  /// Which ended instances are listed.
  ///
  /// @throws IllegalArgumentException if a value in it has no meaning
  public static EndedQuery ended(ListInstanceIdsRequest message) {
    return new EndedQuery(
        Wrapped.statuses(message.getRuntimeStatusValueList()),
        Wrapped.time(message.hasCompletedTimeFrom(), message.getCompletedTimeFrom()),
        Wrapped.time(message.hasCompletedTimeTo(), message.getCompletedTimeTo()),
        pageSize(message.getPageSize()),
        cursor(message.hasLastInstanceKey(), message.getLastInstanceKey()));
  }

  /// Asks for the ids of ended instances in the order of (completed, id).
  ///
  /// @param statuses the statuses wanted, empty for all in which an instance has ended
  /// @param from ended at this instant or later
  /// @param to ended before this instant
  /// @param pageSize the most ids of a page
  /// @param after where the page before ended
  public record EndedQuery(
      Set<dev.perdure.model.OrchestrationStatus> statuses,
      @Nullable Instant from,
      @Nullable Instant to,
      int pageSize,
      @Nullable String after) {
    public EndedQuery {
      statuses = Set.copyOf(statuses);
    }
  }

  private static int pageSize(int asked) {
    if (asked < 0) {
      throw new IllegalArgumentException("Expected a page size of 0 or more, but got " + asked);
    }
    return asked == 0
        ? InstanceQuery.DEFAULT_PAGE_SIZE
        : Math.min(asked, InstanceQuery.MAX_PAGE_SIZE);
  }

  /// Where to go on; the empty text is the beginning, too.
  private static @Nullable String cursor(boolean present, StringValue token) {
    return present && !token.getValue().isEmpty() ? token.getValue() : null;
  }
}
