package dev.perdure.server.http.v1;

import dev.perdure.model.InstanceState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Finds the newest instances by an index that has the oldest first: it is walked in stretches of
/// time from the present to the past, each as long as it takes to hold about what is wanted. So a
/// page costs what it shows, however many instances there are.
final class NewestFirst {
  private static final Duration FIRST_STRETCH = Duration.ofSeconds(1);
  private static final Duration SHORTEST_STRETCH = Duration.ofMillis(1);
  private static final Duration LONGEST_STRETCH = Duration.ofDays(36_500);
  private static final int FACTOR = 8;

  private final Filter filter;
  private final int wanted;
  private final int crowd;
  private final Order.@Nullable Position after;
  private final List<InstanceState> found = new ArrayList<>();

  /// Visits instances in the order of the index, until the visitor says no.
  @FunctionalInterface
  interface Walk {

    /// Whether the visitor never said no.
    boolean visit(Filter filter, Predicate<InstanceState> visitor);
  }

  NewestFirst(Search.Query query, Order.@Nullable Position after) {
    this.filter = query.filter();
    this.wanted = query.wanted();
    this.crowd = 1000 + 2 * wanted;
    this.after = after;
  }

  /// As many as are wanted, or all there are.
  List<InstanceState> find(Walk walk) {
    Instant earliest = later(Instant.EPOCH, filter.indexed().createdFrom());
    Instant latest = latest();
    Duration stretch = FIRST_STRETCH;
    boolean done = latest != null && latest.isBefore(earliest);
    while (!done) {
      Instant from = later(earliest, earlier(Instant.now(), latest).minus(stretch));
      List<InstanceState> part = new ArrayList<>();
      boolean canShrink = stretch.compareTo(SHORTEST_STRETCH) > 0;
      boolean whole = walk.visit(filter.between(from, latest), state -> {
        part.add(state);
        return part.size() < crowd || !canShrink;
      });
      if (whole) {
        take(part);
        done = found.size() >= wanted || !from.isAfter(earliest);
        latest = from.minusNanos(1);
        stretch = part.size() * 2 < wanted ? longer(stretch) : stretch;
      } else {
        stretch = stretch.dividedBy(FACTOR);
      }
    }
    return found.size() > wanted ? found.subList(0, wanted) : found;
  }

  private void take(List<InstanceState> part) {
    Order order = Order.CREATED_DESCENDING;
    part.removeIf(state -> after != null
        && order.comparator().compare(order.position(state), after) <= 0);
    part.sort(Comparator.comparing(order::position, order.comparator()));
    found.addAll(part);
  }

  private @Nullable Instant latest() {
    Instant to = filter.indexed().createdTo();
    return after == null ? to : earlier(Instant.parse(after.key()), to);
  }

  private static Duration longer(Duration stretch) {
    Duration longer = stretch.multipliedBy(FACTOR);
    return longer.compareTo(LONGEST_STRETCH) < 0 ? longer : LONGEST_STRETCH;
  }

  private static Instant later(Instant one, @Nullable Instant other) {
    return other != null && other.isAfter(one) ? other : one;
  }

  private static Instant earlier(Instant one, @Nullable Instant other) {
    return other != null && other.isBefore(one) ? other : one;
  }
}
