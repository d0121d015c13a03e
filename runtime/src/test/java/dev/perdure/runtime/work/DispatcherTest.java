package dev.perdure.runtime.work;

import static dev.perdure.runtime.work.Offering.activity;
import static dev.perdure.runtime.work.Offering.token;
import static dev.perdure.runtime.work.Offering.turn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkerOffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

final class DispatcherTest {
  private final Dispatcher dispatcher = Offering.roomy();

  @Test
  void anItemGoesToTheLeastLoadedWorker() {
    Taker one = new Taker();
    Taker two = new Taker();
    subscribe(one, 10, "A", "B");
    subscribe(two, 10, "A");

    offer(activity(1, "B"));
    offer(activity(2, "B"));
    offer(activity(3, "A"));
    offer(activity(4, "A"));
    offer(activity(5, "A"));

    assertThat(one.sequences()).hasSize(3);
    assertThat(two.sequences()).hasSize(2);
  }

  @Test
  void aFullWorkerDoesNotHideAnotherWithRoom() {
    Taker small = new Taker();
    Taker large = new Taker();
    subscribe(large, 10, "A");
    offer(activity(1, "A"));
    offer(activity(2, "A"));
    subscribe(small, 1, "A");

    offer(activity(3, "A"));
    offer(activity(4, "A"));

    assertThat(small.sequences()).containsExactly(3L);
    assertThat(large.sequences()).containsExactly(1L, 2L, 4L);
  }

  @Test
  void anItemWaitsForRoomAndLeavesWithTheAnswer() {
    Taker taker = new Taker();
    subscribe(taker, 1, "A", "B");
    offer(activity(1, "A"));
    offer(activity(2, "B"));
    assertThat(taker.sequences()).containsExactly(1L);

    dispatcher.answered(token(1));
    dispatcher.answered(token(1));

    assertThat(taker.sequences()).containsExactly(1L, 2L);
  }

  @Test
  void whatOneWorkerGivesBackGoesToAnotherThatHasRoom() {
    Taker one = new Taker();
    Taker two = new Taker();
    subscribe(one, 10, "A");
    subscribe(two, 1, "A");
    offer(activity(1, "A"));
    assertThat(one.sequences()).containsExactly(1L);

    assertThat(dispatcher.givenBack(token(1)))
        .isEqualTo(new Held(token(1), WorkKind.ACTIVITY, "A"));
    offer(activity(1, "A"));
    assertThat(two.sequences()).containsExactly(1L);

    offer(activity(2, "A"));
    assertThat(one.sequences()).as("the other one is full").containsExactly(1L, 2L);
    assertThat(dispatcher.givenBack(token(3))).isNull();
  }

  @Test
  void whatIsAnsweredWhileItWaitsToBeOfferedAgainIsWantedNoMore() throws Exception {
    Taker taker = new Taker();
    offer(activity(1, "A"));
    dispatcher.offer(activity(2, "A"), Duration.ofMillis(20));
    dispatcher.offer(activity(3, "A"), Duration.ofMillis(20));
    dispatcher.offer(activity(4, "A"), Duration.ofMillis(20));

    dispatcher.answered(token(1));
    dispatcher.answered(token(2));
    assertThat(dispatcher.withdraw(token(3))).isTrue();
    assertThat(dispatcher.withdraw(token(3))).isFalse();
    subscribe(taker, 10, "A");

    for (int i = 0; i < 500 && taker.sequences().isEmpty(); i++) {
      Thread.sleep(10);
    }
    assertThat(taker.sequences()).containsExactly(4L);
  }

  /// A function of which more comes all the time must not hold up others of the same workers.
  @Test
  void aWorkerWithRoomGetsWhatHasWaitedLongest() {
    Taker taker = new Taker();
    subscribe(taker, 1, "A", "B", "C");
    offer(activity(1, "A"));
    for (int i = 2; i <= 10; i++) {
      offer(activity(i, "A"));
    }
    offer(activity(11, "B"));
    offer(activity(12, "C"));

    for (int i = 1; i <= 12; i++) {
      dispatcher.answered(token(taker.sequences().get(i - 1)));
      offer(activity(100 + i, "A"));
    }

    assertThat(taker.sequences().subList(0, 12)).containsExactly(
        1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
    assertThat(taker.sequences()).hasSize(13);
  }

  @Test
  void ofTwoWithAsMuchOfAKindTheOneWithLessOfAllIsTaken() {
    Taker busy = new Taker();
    Taker idle = new Taker();
    dispatcher.subscribe(new WorkerOffer(Set.of("F"), Set.of("A"), 5, 5), busy, false);
    dispatcher.offer(turn(1, "F"), Duration.ZERO);
    dispatcher.subscribe(new WorkerOffer(Set.of("F"), Set.of("A"), 5, 5), idle, false);

    offer(activity(2, "A"));

    assertThat(idle.sequences()).containsExactly(2L);
  }

  @Test
  void aNameThatNobodyOffersIsForgottenWithItsWork() {
    for (int i = 0; i < 100; i++) {
      offer(activity(i, "Unknown" + i));
    }
    assertThat(dispatcher.queues()).isEqualTo(100);

    for (int i = 0; i < 100; i++) {
      assertThat(dispatcher.withdraw(token(i))).isTrue();
    }

    assertThat(dispatcher.queues()).isZero();
  }

  @Test
  void aWorkerWithoutRoomForBytesIsPassedOverUntilItHasSomeAgain() {
    Taker stalled = new Taker();
    Taker other = new Taker();
    stalled.room = false;
    WorkerSubscription full = subscribe(stalled, 10, "A");
    subscribe(other, 1, "A");

    offer(activity(1, "A"));
    offer(activity(2, "A"));
    assertThat(stalled.sequences()).isEmpty();
    assertThat(other.sequences()).containsExactly(1L);

    stalled.room = true;
    dispatcher.roomAgain(full);
    assertThat(stalled.sequences()).containsExactly(2L);
  }

  @Test
  void aWorkerThatDrainsDoesNotHideAnother() {
    Taker other = new Taker();
    WorkerSubscription draining = subscribe(new Taker(), 10, "A");
    subscribe(other, 10, "A");

    draining.drain();
    offer(activity(1, "A"));

    assertThat(other.sequences()).containsExactly(1L);
  }

  @Test
  void whatNobodyButADrainingWorkerTakesWaits() {
    WorkerSubscription draining = subscribe(new Taker(), 10, "A");
    dispatcher.drain(draining);

    offer(activity(1, "A"));
    assertThat(dispatcher.pending()).hasSize(1);

    Taker next = new Taker();
    subscribe(next, 10, "A");
    assertThat(next.sequences()).containsExactly(1L);
  }

  @Test
  void theItemsOfAWorkerThatLeavesAreAbandoned() {
    Taker taker = new Taker();
    WorkerSubscription worker = subscribe(taker, 10, "A");
    offer(activity(1, "A"));
    offer(activity(2, "A"));
    dispatcher.answered(token(1));

    List<Held> abandoned = new ArrayList<>();
    dispatcher.unsubscribe(worker, abandoned::add);

    assertThat(abandoned).containsExactly(new Held(token(2), WorkKind.ACTIVITY, "A"));
    assertThat(dispatcher.offered(WorkKind.ACTIVITY, "A")).isFalse();
  }

  @Test
  void workersThatAreLostOneAfterTheOtherAreCountedUntilOneAnswers() {
    assertThat(dispatcher.lost(token(1))).isEqualTo(1);
    assertThat(dispatcher.lost(token(1))).isEqualTo(2);
    assertThat(dispatcher.lost(token(2))).isEqualTo(1);

    dispatcher.answered(token(1));
    assertThat(dispatcher.lost(token(1))).isEqualTo(1);

    dispatcher.forget(token(1).execution());
    assertThat(dispatcher.lost(token(1))).isEqualTo(1);
    assertThat(dispatcher.lost(token(2))).isEqualTo(1);
  }

  @Test
  void aWorkerThatHasLeftIsHandedNothing() {
    Taker taker = new Taker();
    WorkerSubscription worker = subscribe(taker, 10, "A");
    assertThat(worker.acquire(WorkKind.ACTIVITY)).isTrue();
    dispatcher.unsubscribe(worker, unused -> {});

    assertThat(worker.hand(activity(1, "A"))).isFalse();
    assertThat(taker.sequences()).isEmpty();
  }

  @Test
  void aTurnRunsAheadOnlyInThisProcessAndOnlyWithRoom() {
    Taker taker = new Taker();
    dispatcher.subscribe(new WorkerOffer(Set.of("Local"), Set.of(), 1, 1), taker, true);
    dispatcher.subscribe(new WorkerOffer(Set.of("Remote"), Set.of(), 1, 1), taker, false);

    assertThat(dispatcher.offerAhead(turn(1, "Remote"))).isFalse();
    assertThat(dispatcher.offerAhead(turn(2, "Nobody"))).isFalse();
    assertThat(dispatcher.offerAhead(turn(3, "Local"))).isTrue();
    assertThat(dispatcher.offerAhead(turn(4, "Local"))).isFalse();
    assertThat(taker.sequences()).containsExactly(3L);
  }

  @Test
  void withdrawnWorkIsNotHandedOut() {
    offer(activity(1, "A"));
    offer(activity(2, "A"));
    dispatcher.withdraw(token(1));
    Taker taker = new Taker();

    subscribe(taker, 10, "A");

    assertThat(taker.sequences()).containsExactly(2L);
  }

  @Test
  void workThatNobodyOffersIsPending() {
    offer(activity(1, "A"));
    offer(activity(2, "A"));
    offer(turn(3, "F"));

    assertThat(dispatcher.pending()).containsExactlyInAnyOrder(
        new PendingWork(WorkKind.ACTIVITY, "A", 2, "id"),
        new PendingWork(WorkKind.TURN, "F", 1, "id"));
  }

  @Test
  void theSameItemIsHeldOnce() {
    Taker taker = new Taker();
    WorkerSubscription worker = subscribe(taker, 10, "A");

    offer(activity(1, "A"));
    offer(activity(1, "A"));

    assertThat(taker.sequences()).containsExactly(1L);
    assertThat(worker.load(WorkKind.ACTIVITY)).isEqualTo(1);
  }

  private static final class Taker implements WorkTaker {
    private final Queue<WorkItem> items = new ConcurrentLinkedQueue<>();
    private boolean room = true;

    @Override
    public boolean hasRoom() {
      return room;
    }

    @Override
    public void accept(WorkItem item) {
      items.add(item);
    }

    @Override
    public void forget(ExecutionKey execution) {}

    List<Long> sequences() {
      return items.stream().map(item -> item.token().sequence()).toList();
    }
  }

  private WorkerSubscription subscribe(WorkTaker taker, int limit, String... activities) {
    return dispatcher.subscribe(
        new WorkerOffer(Set.of(), new HashSet<>(List.of(activities)), 1, limit), taker, false);
  }

  private void offer(WorkItem item) {
    dispatcher.offer(item, Duration.ZERO);
  }
}
