package dev.perdure.server.http.v1;

import dev.perdure.model.InstanceState;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.InstancePage;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.runtime.read.PageRoom;
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
import java.util.Optional;
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

  /// How many characters of a custom status are kept while other instances are looked at.
  private static final int KEPT = 1_000;

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

  /// What was found for a page, without what is large.
  ///
  /// @param instances the instances
  /// @param more whether there are more
  record Found(List<InstanceState> instances, boolean more) {}

  /// Looks for the instances of a page.
  Found find(Query query) {
    Order order = query.order();
    Order.@Nullable Position after = query.cursor() == null ? null : decoded(order, query.cursor());
    Walk walk = new Walk(most);
    List<InstanceState> found = switch (order) {
      case CREATED -> oldest(query, after, walk);
      case CREATED_DESCENDING -> new NewestFirst(query, after).find(walk::visit);
      case UPDATED, UPDATED_DESCENDING, NAME, NAME_DESCENDING, ID, ID_DESCENDING ->
        sorted(query, after, walk);
    };
    return found.size() < query.wanted()
        ? new Found(found, false)
        : new Found(found.subList(0, query.limit()), true);
  }

  /// Reads again what was not kept of those on the page, until it is as large as a page may be.
  /// Whoever is gone by then, or not meant any more, is left out.
  Page page(Query query, Found found) {
    List<InstanceState> shown = new ArrayList<>();
    PageRoom room = new PageRoom();
    InstanceState last = null;
    for (InstanceState state : found.instances()) {
      Optional<InstanceState> whole = query.payloads() || isCut(state)
          ? whole(query, state.instanceId())
          : Optional.of(state);
      if (whole.isPresent() && !room.takes(whole.get())) {
        return new Page(shown, next(query, last));
      }
      whole.ifPresent(shown::add);
      last = state;
    }
    return new Page(shown, found.more() ? next(query, last) : null);
  }

  private static @Nullable String next(Query query, @Nullable InstanceState last) {
    return last == null ? null : encoded(query.order(), query.order().position(last));
  }

  private Optional<InstanceState> whole(Query query, String instanceId) {
    boolean fetch = query.payloads() || query.filter().needsPayloads();
    return hub.ask(it -> it.get(instanceId, fetch)).filter(query.filter()::matchesAll)
        .map(it -> query.payloads() ? it : with(it.customStatus(), it));
  }

  /// What is kept of an instance while others are looked at.
  private static InstanceState slim(InstanceState state) {
    String status = state.customStatus();
    return with(
        status == null || status.length() <= KEPT ? status : status.substring(0, KEPT + 1),
        state);
  }

  private static boolean isCut(InstanceState slim) {
    return slim.customStatus() != null && slim.customStatus().length() > KEPT;
  }

  private static InstanceState with(@Nullable String customStatus, InstanceState state) {
    return new InstanceState(state.execution(), state.function(), state.status(), state.times(),
        customStatus, state.tags(), state.parentInstanceId(), null);
  }

  Counts counts(Filter filter) {
    long[] total = {0};
    Map<OrchestrationStatus, Long> byStatus = new EnumMap<>(OrchestrationStatus.class);
    Map<String, Long> byName = new TreeMap<>();
    new Walk(0).visit(filter, state -> {
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

  /// How far a walk has come.
  ///
  /// @param goesOn whether the visitor never said no
  /// @param continuation where the page of the hub ended, absent for the last one
  private record Step(boolean goesOn, @Nullable String continuation) {}

  /// Looks through instances, within the limits of one request.
  private final class Walk {
    private final int most;
    private final Instant end = Instant.now().plus(LIMIT);
    private long looked;

    Walk(int most) {
      this.most = most;
    }

    /// Visits the instances that match, in the order of the hub's index, until the visitor says no.
    ///
    /// @return whether it never said no
    boolean visit(Filter filter, Predicate<InstanceState> visitor) {
      Step step = new Step(true, null);
      do {
        var query = new InstanceQuery(
            filter.indexed(), InstanceQuery.MAX_PAGE_SIZE, step.continuation(),
            filter.needsPayloads());
        step = filter.needsPayloads()
            ? hub.looked(() -> visit(filter, query, visitor))
            : visit(filter, query, visitor);
      } while (step.goesOn() && step.continuation() != null);
      return step.goesOn();
    }

    /// Visits those of one page of the hub. What is large is gone by the end of it.
    private Step visit(Filter filter, InstanceQuery query, Predicate<InstanceState> visitor) {
      InstancePage page = hub.ask(it -> it.query(query));
      for (InstanceState state : page.instances()) {
        look();
        if (filter.matches(state) && !visitor.test(slim(state))) {
          return new Step(false, null);
        }
      }
      return new Step(true, page.continuation());
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
