package dev.perdure.runtime.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.state.Instance;
import dev.perdure.engine.state.Mail;
import dev.perdure.engine.state.Orchestration;
import dev.perdure.engine.state.Origin;
import dev.perdure.engine.state.Progress;
import dev.perdure.engine.state.TurnInFlight;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.InstanceTimes;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.runtime.memory.OpenMemory;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.MailRow;
import dev.perdure.runtime.rows.OrchestrationRow;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class InstanceCacheTest {
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

  private final MemoryStore store = MemoryStore.open(new MemoryStore.Disk());
  private final PartitionStore rows = store.open(0);
  private final InstanceCache cache = new InstanceCache(rows, 10,
      new OpenMemory(Long.MAX_VALUE).share(1), (before, now) -> {});

  @Test
  void theLeastRecentlyUsedLeaveFirst() {
    CachedInstance first = cache.load("first");
    CachedInstance second = cache.load("second");
    for (int i = 0; i < 9; i++) {
      cache.load("other" + i);
    }
    assertThat(cache.load("first")).isSameAs(first);

    cache.tidy(0);

    assertThat(cache.size()).isEqualTo(10);
    assertThat(cache.load("first")).isSameAs(first);
    assertThat(cache.load("second")).isNotSameAs(second);
  }

  @Test
  void whatIsNotDurableStays() {
    CachedInstance changed = cache.load("changed");
    changed.changedIn(7);
    for (int i = 0; i < 30; i++) {
      cache.load("other" + i);
    }

    cache.tidy(6);
    assertThat(cache.load("changed")).isSameAs(changed);
    for (int i = 0; i < 30; i++) {
      cache.load("other" + i);
    }
    cache.tidy(7);
    assertThat(cache.load("changed")).isNotSameAs(changed);
  }

  @Test
  void instancesThatWaitForLongDoNotKeepTheOthersIn() {
    for (int i = 0; i < 50; i++) {
      cache.load("waiting" + i).instance().turn(new TurnInFlight(1, NOON, 1, 0));
    }

    for (int i = 0; i < 1_000; i++) {
      cache.load("other" + i);
      cache.tidy(0);
    }

    assertThat(cache.size()).isBetween(50, 120);
    assertThat(cache.load("waiting7").instance().turn()).isNotNull();
  }

  @Test
  void forWantOfMemoryInstancesLeaveAndTheirTurnsAreRemembered() {
    OpenMemory memory = new OpenMemory(10_000);
    InstanceCache small = new InstanceCache(rows, 1_000, memory.share(1), (before, now) -> {});
    TurnInFlight turn = new TurnInFlight(7, NOON, 1, 0);
    small.load("waiting").instance().turn(turn);
    for (int i = 0; i < 3; i++) {
      small.load("other" + i);
    }
    long before = memory.bytes();

    small.tidy(0);

    assertThat(memory.bytes()).isLessThan(before);
    assertThat(small.size()).isLessThan(4);
    CachedInstance again = small.load("waiting");
    assertThat(again.instance().turn()).isEqualTo(turn);
    again.instance().turn(null);
    for (int i = 0; i < 10; i++) {
      small.load("other" + i);
      small.tidy(0);
    }
    assertThat(small.load("waiting").instance().turn()).as("remembered once").isNull();
    assertThat(memory.bytes()).isEqualTo(small.size() * again.weighed());
  }

  @Test
  void whatIsLargeIsReadWhenItIsAskedFor() {
    storeEvents("large", 50, 4_000);
    OpenMemory memory = new OpenMemory(8L << 20); // An instance keeps two of the events.
    InstanceCache small = new InstanceCache(rows, 1_000, memory.share(1), (before, now) -> {});

    Instance instance = small.load("large").instance();

    assertThat(instance.mailCount()).isEqualTo(50);
    assertThat(instance.bytes()).isLessThan(5L * 4_000);
    assertThat(memory.bytes()).isEqualTo(instance.bytes());
    List<Mail> mails = instance.mails(50);
    assertThat(mails).filteredOn(Mail.InMemory.class::isInstance).hasSizeBetween(1, 2);
    for (int i = 0; i < 50; i++) {
      assertThat(mails.get(i).event()).isEqualTo(event(i, 4_000));
      assertThat(mails.get(i).is(EventBody.EventRaised.class)).isTrue();
      assertThat(mails.get(i).is(EventBody.ExecutionSuspended.class)).isFalse();
      assertThat(mails.get(i).bytes()).isGreaterThan(4_000);
    }
    instance.removeMails(50);
    assertThat(instance.bytes()).isLessThan(2_000);
  }

  @Test
  void aLargeInstanceLeavesWhatIsLargeAndStaysInMemory() {
    storeEvents("large", 50, 4_000);
    OpenMemory memory = new OpenMemory(300_000);
    InstanceCache small = new InstanceCache(rows, 1_000, memory.share(1), (before, now) -> {});
    CachedInstance cached = small.load("large");
    long read = cached.instance().bytes();
    for (int i = 50; i < 100; i++) {
      cached.instance().add(Mail.of(i, event(i, 4_000)));
    }
    small.weigh(cached);
    cached.changedIn(7);
    assertThat(memory.bytes()).isGreaterThan(50L * 4_000);

    small.tidy(6);
    assertThat(memory.bytes()).as("not durable").isGreaterThan(50L * 4_000);
    storeEvents("large", 100, 4_000);
    small.tidy(7);

    assertThat(small.load("large")).isSameAs(cached);
    assertThat(memory.bytes()).isEqualTo(cached.instance().bytes()).isLessThan(3 * read);
    assertThat(cached.instance().mails(100).get(99).event()).isEqualTo(event(99, 4_000));
  }

  @Test
  void anInstanceWhoseTurnRunsAheadStaysUntilThatTurnsBatchIsDurable() {
    InstanceCache small = new InstanceCache(
        rows, 1_000, new OpenMemory(1).share(1), (before, now) -> {});
    CachedInstance ahead = small.load("ahead");
    ahead.aheadGeneration(5);

    small.tidy(4);
    assertThat(small.load("ahead")).isSameAs(ahead);
    small.tidy(5);
    assertThat(small.load("ahead")).isNotSameAs(ahead);
  }

  @Test
  void theHistoryIsWhatTheStoreShowsAndWhatItDoesNotShowYet() {
    CachedInstance cached = running("e1");
    append(cached, 1, "e1", 0);
    append(cached, 2, "e1", 1);
    append(cached, 3, "e1", 2);

    assertThat(names(cached)).containsExactly("e1-0", "e1-1", "e1-2");
    store("e1", 0);
    store("e1", 1);
    assertThat(names(cached)).containsExactly("e1-0", "e1-1", "e1-2");
    cache.tidy(2);
    assertThat(names(cached)).containsExactly("e1-0", "e1-1", "e1-2");
  }

  @Test
  void theHistoryOfThePresentExecutionHoldsNothingOfTheOneBefore() {
    CachedInstance cached = running("e1");
    append(cached, 1, "e1", 0);
    append(cached, 1, "e1", 1);
    cached.instance().put(orchestration("e2", 1));
    append(cached, 2, "e2", 0);

    assertThat(names(cached)).containsExactly("e2-0");
    cached.instance().put(null);
    assertThat(names(cached)).isEmpty();
  }

  @Test
  void rowsAreForgottenOnceTheyAreDurable() {
    CachedInstance one = running("e1");
    append(one, 1, "e1", 0);
    append(one, 2, "e1", 1);

    cache.tidy(1);
    assertThat(one.recentRows()).hasSize(1);
    cache.tidy(2);
    assertThat(one.recentRows()).isEmpty();
  }

  @Test
  void rowsOfAnotherOwnerAreNotPartOfTheHistory() {
    CachedInstance cached = cache.load("id");
    cached.instance().put(orchestration("a", 2));
    store("a", 0);
    store("a", 1);
    store("a", 2);
    assertThat(names(cached)).containsExactly("a-0", "a-1");

    append(cached, 1, "a", 1);
    assertThat(names(cached)).containsExactly("a-0", "a-1");
  }

  private CachedInstance running(String executionId) {
    CachedInstance cached = cache.load("id");
    cached.instance().put(orchestration(executionId, 100));
    return cached;
  }

  private void append(CachedInstance cached, long batch, String executionId, int row) {
    cache.rowAppended(
        cached,
        new CachedInstance.RecentRow(
            batch, new ExecutionKey("id", executionId), row, events(executionId, row)));
  }

  /// An instance with events in its mail.
  private void storeEvents(String id, int count, int bytes) {
    List<Write> writes = new ArrayList<>();
    Orchestration row = new Orchestration(
        new ExecutionKey(id, "e"), new FunctionRef("F", null), OrchestrationStatus.RUNNING,
        new InstanceTimes(NOON, NOON, null, null), new Origin(null, Map.of(), null),
        new Progress(0, 0, 0, 0, count, Instant.EPOCH, 0, null), null, List.of());
    writes.add(new Write.Put(Keys.instance(id), OrchestrationRow.encode(row, Map.of())));
    for (int i = 0; i < count; i++) {
      writes.add(new Write.Put(Keys.mail(id, i), MailRow.encode(event(i, bytes))));
    }
    store.commit(List.of(new Batch(0, rows.epoch(), writes)));
  }

  private static HistoryEvent event(int number, int bytes) {
    return HistoryEvent.of(
        NOON, new EventBody.EventRaised("E" + number, "\"" + "x".repeat(bytes) + "\""));
  }

  private void store(String executionId, int row) {
    Write put = new Write.Put(
        Keys.history(new ExecutionKey("id", executionId), row),
        MailRow.encodeAll(events(executionId, row)));
    store.commit(List.of(new Batch(0, rows.epoch(), List.of(put))));
  }

  private List<String> names(CachedInstance cached) {
    return cache.history(cached).stream()
        .map(event -> event.body() instanceof EventBody.EventRaised raised ? raised.name() : "?")
        .toList();
  }

  private static List<HistoryEvent> events(String executionId, int row) {
    return List.of(
        HistoryEvent.of(NOON, new EventBody.EventRaised(executionId + "-" + row, null)));
  }

  private static Orchestration orchestration(String executionId, int rows) {
    return new Orchestration(
        new ExecutionKey("id", executionId), new FunctionRef("F", null),
        OrchestrationStatus.RUNNING, new InstanceTimes(NOON, NOON, null, null),
        new Origin(null, Map.of(), null),
        new Progress(rows, rows, 0, 0, 0, Instant.EPOCH, 0, null), null, List.of());
  }
}
