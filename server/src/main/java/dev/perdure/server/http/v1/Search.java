package dev.perdure.server.http.v1;

import dev.perdure.model.InstanceState;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.InstancePage;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.server.http.exchange.FormText;
import dev.perdure.server.http.exchange.Problem;
import dev.perdure.server.http.exchange.ProblemException;
import dev.perdure.server.http.hub.HubCalls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Finds instances by conditions and in orders for which the hub has no index. The hub is asked for
/// what its indexes know; the rest is decided here, one instance after the other.
record Search(HubCalls hub) {
  /// How long a request may look before it is told to ask for less.
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String SEPARATOR = "\n";

  /// Asks for a page.
  ///
  /// @param filter which instances
  /// @param order in which order
  /// @param limit how many at most
  /// @param cursor where the page before ended, absent for the first one
  /// @param payloads whether inputs and outputs are wanted
  record Query(
      Filter filter, Order order, int limit, @Nullable String cursor, boolean payloads) {}

  /// A page.
  ///
  /// @param instances the instances
  /// @param next where it ended, absent if there are no more
  record Page(List<InstanceState> instances, @Nullable String next) {}

  /// How many instances match.
  ///
  /// @param total all of them
  /// @param byStatus those of each status
  /// @param byName those of each orchestrator
  record Counts(
      long total, Map<OrchestrationStatus, Long> byStatus, Map<String, Long> byName) {}

  Page page(Query query) {
    Order order = query.order();
    Order.@Nullable Position after = query.cursor() == null ? null : decoded(order, query.cursor());
    Comparator<InstanceState> comparator = Comparator.comparing(order::position,
        order.comparator());
    PriorityQueue<InstanceState> last = new PriorityQueue<>(comparator.reversed());
    int wanted = query.limit() + 1;
    walk(narrowed(query.filter(), order, after), query.payloads(), state -> {
      if (after == null || order.comparator().compare(order.position(state), after) > 0) {
        last.add(state);
        if (last.size() > wanted) {
          last.remove();
        }
      }
      return order != Order.CREATED || last.size() < wanted;
    });
    List<InstanceState> found = new ArrayList<>(last);
    found.sort(comparator);
    if (found.size() < wanted) {
      return new Page(found, null);
    }
    List<InstanceState> page = found.subList(0, query.limit());
    return new Page(page, encoded(order, order.position(page.get(page.size() - 1))));
  }

  Counts counts(Filter filter) {
    long[] total = {0};
    Map<OrchestrationStatus, Long> byStatus = new EnumMap<>(OrchestrationStatus.class);
    Map<String, Long> byName = new TreeMap<>();
    walk(filter, false, state -> {
      total[0]++;
      byStatus.merge(state.status(), 1L, Long::sum);
      byName.merge(state.function().name(), 1L, Long::sum);
      return true;
    });
    return new Counts(total[0], byStatus, byName);
  }

  private void walk(Filter filter, boolean payloads, Predicate<InstanceState> visitor) {
    Instant end = Instant.now().plus(LIMIT);
    walk(filter, payloads, InstanceQuery.MAX_PAGE_SIZE, state -> {
      if (Instant.now().isAfter(end)) {
        throw new ProblemException(Problem
            .of(422, "too-many-instances", "Looking through the instances took longer than "
                + LIMIT.toSeconds() + " seconds")
            .fix("Narrow the filter by name, tag, status or time of creation"));
      }
      return visitor.test(state);
    });
  }

  /// Visits the instances that match, in the order of the hub's index, until the visitor says no.
  void walk(Filter filter, boolean payloads, int pageSize, Predicate<InstanceState> visitor) {
    String continuation = null;
    boolean fetch = payloads || filter.needsPayloads();
    do {
      var query = new InstanceQuery(filter.indexed(), pageSize, continuation, fetch);
      InstancePage page = hub.ask(it -> it.query(query));
      for (InstanceState state : page.instances()) {
        if (filter.matches(state) && !visitor.test(state)) {
          return;
        }
      }
      continuation = page.continuation();
    } while (continuation != null);
  }

  /// The index skips what was on the pages before, where it can.
  private static Filter narrowed(
      Filter filter, Order order, Order.@Nullable Position after) {
    if (after == null) {
      return filter;
    }
    InstanceFilter it = filter.indexed();
    return switch (order) {
      case CREATED -> new Filter(
          new InstanceFilter(it.statuses(), Instant.parse(after.key()), it.createdTo(),
              it.idPrefix(), it.name(), it.tags()),
          filter.parent(), filter.text());
      case CREATED_DESCENDING -> filter.until(Instant.parse(after.key()));
      case UPDATED, UPDATED_DESCENDING, NAME, NAME_DESCENDING, ID, ID_DESCENDING -> filter;
    };
  }

  private static String encoded(Order order, Order.Position position) {
    String text = order.label() + SEPARATOR + position.key() + SEPARATOR + position.id();
    return Base64.getUrlEncoder().withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Order.Position decoded(Order order, String cursor) {
    try {
      String text = FormText.utf8(Base64.getUrlDecoder().decode(cursor), "the cursor");
      String[] parts = text.split(SEPARATOR, 3);
      if (parts.length == 3 && parts[0].equals(order.label()) && order.isKey(parts[1])) {
        return new Order.Position(parts[1], parts[2]);
      }
    } catch (IllegalArgumentException e) {
      throw Problems.invalid("Expected the cursor of the page before, but got another text");
    }
    throw Problems.invalid("Expected the cursor of a page in the same order, but got another");
  }
}
