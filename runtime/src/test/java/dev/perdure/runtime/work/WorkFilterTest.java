package dev.perdure.runtime.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.model.work.WorkerOffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WorkFilterTest {
  private static final WorkerOffer LIMITS = new WorkerOffer(Set.of(), Set.of(), 10, 10);

  private final Dispatcher dispatcher = Offering.roomy();

  @Test
  void aWorkerThatTakesAnythingGetsWhatNobodyAsksFor() {
    Taker named = new Taker();
    Taker anything = new Taker();
    dispatcher.subscribe(LIMITS, WorkFilter.ANYTHING, anything);
    dispatcher.subscribe(new WorkerOffer(Set.of(), Set.of("A"), 10, 10), named, true);

    offer(1, "A", null, "");
    offer(2, "B", null, "");

    assertThat(named.sequences()).containsExactly(1L);
    assertThat(anything.sequences()).containsExactly(2L);
  }

  @Test
  void workComesBackToAWorkerThatTakesAnythingWhenTheOtherHasLeft() {
    Taker anything = new Taker();
    WorkerSubscription named = dispatcher.subscribe(
        new WorkerOffer(Set.of(), Set.of("A"), 10, 1), new Taker(), true);
    dispatcher.subscribe(LIMITS, WorkFilter.ANYTHING, anything);
    offer(1, "A", null, "");
    offer(2, "A", null, "");
    assertThat(anything.sequences()).isEmpty();

    dispatcher.unsubscribe(named, unused -> {});

    assertThat(anything.sequences()).containsExactly(2L);
  }

  @Test
  void versionsOfOneFunctionGoToTheWorkersThatListThem() {
    Taker one = new Taker();
    Taker two = new Taker();
    dispatcher.subscribe(LIMITS, version("1"), one);
    offer(1, "A", "2", "");
    dispatcher.subscribe(LIMITS, version("2"), two);
    offer(2, "A", "1", "");
    offer(3, "A", "3", "");

    assertThat(one.sequences()).containsExactly(2L);
    assertThat(two.sequences()).containsExactly(1L);
    assertThat(dispatcher.pending()).singleElement()
        .satisfies(pending -> assertThat(pending.items()).isEqualTo(1));
  }

  @Test
  void aFilterIsToldTheVersionOfAnActivitysOrchestration() {
    Taker taker = new Taker();
    dispatcher.subscribe(
        LIMITS, (kind, subject) -> subject.orchestrationVersion().equals("7"), taker);

    offer(1, "A", null, "7");
    offer(2, "A", null, "8");

    assertThat(taker.sequences()).containsExactly(1L);
  }

  @Test
  void whatAFilterWouldTakeIsOfferedBeforeAnyOfItHasCome() {
    assertThat(dispatcher.offered(WorkKind.ACTIVITY, "A")).isFalse();

    dispatcher.subscribe(LIMITS, WorkFilter.ANYTHING, new Taker());

    assertThat(dispatcher.offered(WorkKind.ACTIVITY, "A")).isTrue();
  }

  private static WorkFilter version(String version) {
    return (kind, subject) -> version.equals(subject.function().version());
  }

  private void offer(
      long sequence, String name, @Nullable String version, String orchestrationVersion) {
    WorkItem item = new WorkItem.Activity(
        new WorkToken(new ExecutionKey("id", "e"), sequence, 1, 1),
        new FunctionRef(name, version), orchestrationVersion, 0, null, Map.of(), null);
    dispatcher.offer(item, Duration.ZERO);
  }

  private static final class Taker implements WorkTaker {
    private final List<Long> sequences = new CopyOnWriteArrayList<>();

    @Override
    public void accept(WorkItem item) {
      sequences.add(item.token().sequence());
    }

    @Override
    public void forget(ExecutionKey execution) {}

    List<Long> sequences() {
      return sequences;
    }
  }
}
