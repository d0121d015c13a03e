package dev.perdure.runtime.work;

import static dev.perdure.runtime.work.Offering.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.memory.OpenMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Work that waits without its item, since there is no room for that.
final class WaitingRoomTest {
  private static final int PAYLOAD = 1_000;

  /// Room for two items that wait, and for one at a time that is fetched.
  private final OpenMemory memory = new OpenMemory(8L * 3 * PAYLOAD);

  private final Map<WorkToken, Consumer<@Nullable WorkItem>> asked = Collections
      .synchronizedMap(new LinkedHashMap<>());
  private final Dispatcher dispatcher = new Dispatcher(new SystemEnv(), memory, asked::put);

  @Test
  void onlyWhatHasRoomWaitsWhole() {
    for (int i = 1; i <= 20; i++) {
      dispatcher.offer(activity(i), Duration.ZERO);
    }
    dispatcher.offer(activity(21), Duration.ofDays(1));

    assertThat(memory.bytes()).isBetween(2L * PAYLOAD, 13L * PAYLOAD);
    assertThat(dispatcher.pending()).extracting(PendingWork::items).containsExactly(20);
    for (int i = 1; i <= 21; i++) {
      assertThat(dispatcher.withdraw(token(i))).isTrue();
    }
    assertThat(memory.bytes()).isZero();
  }

  @Test
  void theItemIsFetchedForAWorkerWithRoomInItsTurn() {
    for (int i = 1; i <= 4; i++) {
      dispatcher.offer(activity(i), Duration.ZERO);
    }
    Taker taker = new Taker();

    WorkerSubscription worker = subscribe(taker, 10);
    assertThat(taker.taken).containsExactly(1L, 2L);
    assertThat(asked).as("one after the other").containsOnlyKeys(token(3));
    assertThat(worker.load(WorkKind.ACTIVITY)).as("with a place kept for it").isEqualTo(3);

    give(3);
    give(4);
    assertThat(taker.taken).containsExactly(1L, 2L, 3L, 4L);
    assertThat(memory.bytes()).isZero();
  }

  @Test
  void whatIsNotWantedAnyMoreLeavesItsPlaceToTheNext() {
    for (int i = 1; i <= 5; i++) {
      dispatcher.offer(activity(i), Duration.ZERO);
    }
    Taker taker = new Taker();
    subscribe(taker, 1);
    dispatcher.answered(token(1));
    dispatcher.answered(token(2));

    Objects.requireNonNull(asked.remove(token(3))).accept(null);
    assertThat(asked).containsOnlyKeys(token(4));
    assertThat(dispatcher.withdraw(token(4))).as("on its way").isTrue();
    give(4);
    give(5);

    assertThat(taker.taken).containsExactly(1L, 2L, 5L);
  }

  @Test
  void whatComesForAWorkerThatHasLeftWaitsForTheNext() {
    for (int i = 1; i <= 5; i++) {
      dispatcher.offer(activity(i), Duration.ZERO);
    }
    WorkerSubscription leaving = subscribe(new Taker(), 3);
    dispatcher.unsubscribe(leaving, unused -> {});
    Taker next = new Taker();

    give(3);
    subscribe(next, 10);
    give(4);
    give(5);

    assertThat(next.taken).containsExactlyInAnyOrder(3L, 4L, 5L);
  }

  @Test
  void whatWaitsForATimeIsFetchedWhenThatHasCome() {
    dispatcher.offer(activity(1), Duration.ZERO);
    dispatcher.offer(activity(2), Duration.ZERO);
    dispatcher.offer(activity(3), Duration.ofMillis(1));

    Taker taker = new Taker();
    subscribe(taker, 10);
    for (int i = 0; i < 1_000 && asked.isEmpty(); i++) {
      pause();
    }
    give(3);

    assertThat(taker.taken).containsExactly(1L, 2L, 3L);
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void give(long sequence) {
    Objects.requireNonNull(asked.remove(token(sequence)), "a question")
        .accept(activity(sequence));
  }

  private WorkerSubscription subscribe(WorkTaker taker, int limit) {
    return dispatcher.subscribe(
        new WorkerOffer(Set.of(), Set.of("A"), 1, limit), taker, false);
  }

  private static WorkItem activity(long sequence) {
    return Offering.activity(sequence, "A", "x".repeat(PAYLOAD));
  }

  private static final class Taker implements WorkTaker {
    private final List<Long> taken = new ArrayList<>();

    @Override
    public void accept(WorkItem item) {
      taken.add(item.token().sequence());
    }

    @Override
    public void forget(ExecutionKey execution) {}
  }
}
