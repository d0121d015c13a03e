package dev.perdure.server.http.v1;

import dev.perdure.model.InstanceState;
import dev.perdure.model.OrchestrationStatus;
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
///
/// @param most how many instances a list may look through, 0 for no limit
record Search(HubCalls hub, int most) {
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
      Filter filter, Order order, int limit, @Nullable String cursor, boolean payloads) {

    /// One more than are shown, to know whether there are more.
    int wanted() {
      return limit + 1;
    }
  }

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
    Walk walk = new Walk(query.payloads(), most);
    List<InstanceState> found = switch (order) {
      case CREATED -> oldest(query, after, walk);
      case CREATED_DESCENDING -> new NewestFirst(query, after).find(walk::visit);
      case UPDATED, UPDATED_DESCENDING, NAME, NAME_DESCENDING, ID, ID_DESCENDING ->
        sorted(query, after, walk);
    };
    if (found.size() < query.wanted()) {
      return new Page(found, null);
    }
    List<InstanceState> page = found.subList(0, query.limit());
    return new Page(page, encoded(order, order.position(page.get(page.size() - 1))));
  }

  Counts counts(Filter filter) {
    long[] total = {0};
    Map<OrchestrationStatus, Long> byStatus = new EnumMap<>(OrchestrationStatus.class);
    Map<String, Long> byName = new TreeMap<>();
    new Walk(false, 0).visit(filter, state -> {
      total[0]++;
      byStatus.merge(state.status(), 1L, Long::sum);
      byName.merge(state.function().name(), 1L, Long::sum);
      return true;
    });
    return new Counts(total[0], byStatus, byName);
  }

  /// The hub's index has this order.
  private static List<InstanceState> oldest(
      Query query, Order.@Nullable Position after, Walk walk) {
    Comparator<Order.Position> order = query.order().comparator();
    List<InstanceState> found = new ArrayList<>();
    Filter rest = after == null
        ? query.filter()
        : query.filter().between(Instant.parse(after.key()), null);
    walk.visit(rest, state -> {
      if (after == null || order.compare(query.order().position(state), after) > 0) {
        found.add(state);
      }
      return found.size() < query.wanted();
    });
    return found;
  }

  /// All have to be looked at; no more are kept than are wanted.
  private static List<InstanceState> sorted(
      Query query, Order.@Nullable Position after, Walk walk) {
    Order order = query.order();
    Comparator<InstanceState> comparator = Comparator.comparing(order::position,
        order.comparator());
    PriorityQueue<InstanceState> last = new PriorityQueue<>(comparator.reversed());
    walk.visit(query.filter(), state -> {
      if (after == null || order.comparator().compare(order.position(state), after) > 0) {
        last.add(state);
        if (last.size() > query.wanted()) {
          last.remove();
        }
      }
      return true;
    });
    List<InstanceState> found = new ArrayList<>(last);
    found.sort(comparator);
    return found;
  }

  /// Looks through instances, within the limits of one request.
  private final class Walk {
    private final boolean payloads;
    private final int most;
    private final Instant end = Instant.now().plus(LIMIT);
    private long looked;

    Walk(boolean payloads, int most) {
      this.payloads = payloads;
      this.most = most;
    }

    /// Visits the instances that match, in the order of the hub's index, until the visitor says no.
    ///
    /// @return whether it never said no
    boolean visit(Filter filter, Predicate<InstanceState> visitor) {
      String continuation = null;
      boolean fetch = payloads || filter.needsPayloads();
      do {
        var query = new InstanceQuery(
            filter.indexed(), InstanceQuery.MAX_PAGE_SIZE, continuation, fetch);
        InstancePage page = hub.ask(it -> it.query(query));
        for (InstanceState state : page.instances()) {
          look();
          if (filter.matches(state) && !visitor.test(state)) {
            return false;
          }
        }
        continuation = page.continuation();
      } while (continuation != null);
      return true;
    }

    private void look() {
      looked++;
      if (most > 0 && looked > most) {
        throw tooMany("more than " + most + " (the server's search-limit)");
      }
      if (Instant.now().isAfter(end)) {
        throw tooMany(looked + ", which took longer than " + LIMIT.toSeconds() + " seconds");
      }
    }

    private static ProblemException tooMany(String looked) {
      return new ProblemException(Problem
          .of(422, "too-many-instances",
              "Answering would mean to look through too many instances: " + looked)
          .fix("Narrow the filter by name, tag, status or time of creation, or list in the order "
              + "created or -created"));
    }
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
