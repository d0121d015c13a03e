package dev.perdure.server.http.v1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.InstanceState;
import dev.perdure.model.InstanceTimes;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.InstanceFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NewestFirstTest {
  private static final Order ORDER = Order.CREATED_DESCENDING;
  private static final Filter ALL = new Filter(InstanceFilter.ALL, null, null);

  private final List<InstanceState> instances = new ArrayList<>();
  private int looked;

  /// However they are spread over time, the pages put together are all instances, newest first.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void allPagesTogetherAreAllInstances(long seed) {
    Random random = new Random(seed);
    Instant now = Instant.now();
    int count = random.nextInt(4000);
    for (int i = 0; i < count; i++) {
      long back = (long) Math.pow(10, random.nextInt(18)); // From a nanosecond to three years.
      add("i" + i, now.minusNanos(random.nextInt(3) * back));
    }
    List<String> expected = sorted().stream().map(InstanceState::instanceId).toList();

    List<String> found = new ArrayList<>();
    Order.@Nullable Position after = null;
    int limit = 1 + random.nextInt(700);
    List<InstanceState> page;
    do {
      page = new NewestFirst(query(ALL, limit), after).find(this::visit);
      for (InstanceState state : page.subList(0, Math.min(limit, page.size()))) {
        found.add(state.instanceId());
        after = ORDER.position(state);
      }
    } while (page.size() > limit);

    assertThat(found).isEqualTo(expected);
  }

  @Test
  void aPageOfManyCostsNoMoreThanAPageOfFew() {
    Instant now = Instant.now();
    for (int i = 0; i < 200_000; i++) {
      add("i" + i, now.minusMillis(10L * i));
    }

    List<InstanceState> page = new NewestFirst(query(ALL, 50), null).find(this::visit);

    assertThat(page).hasSize(51);
    assertThat(page.get(0).instanceId()).isEqualTo("i0");
    assertThat(looked).isLessThan(5000);
  }

  @Test
  void theTimesOfTheFilterAreKept() {
    Instant now = Instant.now();
    for (int i = 0; i < 100; i++) {
      add("i" + i, now.minus(Duration.ofHours(i)));
    }
    Filter middle = ALL.between(now.minus(Duration.ofHours(60)), now.minus(Duration.ofHours(50)));

    assertThat(new NewestFirst(query(middle, 50), null).find(this::visit))
        .extracting(InstanceState::instanceId)
        .containsExactly("i50", "i51", "i52", "i53", "i54", "i55", "i56", "i57", "i58", "i59",
            "i60");
    Filter never = ALL.between(null, Instant.EPOCH.minusSeconds(1));
    assertThat(new NewestFirst(query(never, 50), null).find(this::visit)).isEmpty();
  }

  private static Search.Query query(Filter filter, int limit) {
    return new Search.Query(filter, ORDER, limit, null, false);
  }

  private List<InstanceState> sorted() {
    return instances.stream()
        .sorted(Comparator.comparing(ORDER::position, ORDER.comparator())).toList();
  }

  /// As the hub's index does it: the oldest first.
  private boolean visit(Filter filter, Predicate<InstanceState> visitor) {
    Instant from = filter.indexed().createdFrom();
    Instant to = filter.indexed().createdTo();
    List<InstanceState> matching = instances.stream()
        .filter(it -> from == null || !it.times().created().isBefore(from))
        .filter(it -> to == null || !it.times().created().isAfter(to))
        .sorted(Comparator.comparing(
            Order.CREATED::position, Order.CREATED.comparator()))
        .toList();
    for (InstanceState state : matching) {
      looked++;
      if (!visitor.test(state)) {
        return false;
      }
    }
    return true;
  }

  private void add(String id, Instant created) {
    instances.add(new InstanceState(new ExecutionKey(id, "e"), new FunctionRef("F", null),
        OrchestrationStatus.RUNNING, new InstanceTimes(created, created, null, null), null,
        Map.of(), null, null));
  }
}
