package dev.perdure.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.request.Outcome;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.CommitOutcome;
import dev.perdure.runtime.store.HubIdentity;
import dev.perdure.runtime.store.MemoryFaults;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.PartitionStore;
import dev.perdure.runtime.store.Reads;
import dev.perdure.runtime.store.Snapshot;
import dev.perdure.runtime.store.Store;
import dev.perdure.runtime.store.StoreException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Partitions that lose their memory, and stores that fail.
final class ReopeningTest {
  private static final int PARTITIONS = HubIdentity.DEFAULT_PARTITIONS;

  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> nextRead = new AtomicReference<>();
  private final MemoryStore memory = MemoryStore.open(new MemoryStore.Disk(), new MemoryFaults() {
    @Override
    public void beforeRead(int partition) {
      Throwable fault = nextRead.getAndSet(null);
      switch (fault) {
        case null -> {}
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new AssertionError(fault);
      }
    }
  });
  private final Lock commits = new ReentrantLock();
  private final Lock tellings = new ReentrantLock();
  private final AtomicInteger untold = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();

  @Test
  void theLossOfAnEarlierOpeningLeavesThePresentOneAlone() {
    try (TaskHub hub = open()) {
      commits.lock();
      try {
        hub.start(Hubs.start(id(1, 0), "Nobody", null));
        Hubs.await(() -> waiting.get() > 0);
        hub.start(Hubs.start(id(0, 0), "Nobody", null));
        pause();
        nextRead.set(new IllegalStateException("a mistake of ours"));
        hub.raiseEvent(id(0, 1), "E", null, null);
        Hubs.await(() -> opened.get() == 1);
      } finally {
        commits.unlock();
      }

      assertThat(Hubs.get(hub.start(Hubs.start(id(0, 2), "Nobody", null))))
          .isInstanceOf(Outcome.Accepted.class);
      pause();
      assertThat(opened).hasValue(1);
      assertThat(Hubs.get(hub.get(id(0, 0), false))).isEmpty();
    }
  }

  /// A commit may be durable and its partition never hear of it.
  @Test
  void whoeverWaitsHearsOfWhatBecameDurableUnheard() {
    try (TaskHub hub = open()) {
      Hubs.get(hub.start(Hubs.start(id(0, 0), "Nobody", null)));
      CompletionStage<?> end = hub.awaitCompletion(id(0, 0), false);
      tellings.lock();
      try {
        hub.terminate(id(0, 0), null, false);
        Hubs.await(() -> untold.get() > 0);
        nextRead.set(new IllegalStateException("a mistake of ours"));
        hub.raiseEvent(id(0, 1), "E", null, null);
        Hubs.await(() -> opened.get() == 1);
      } finally {
        tellings.unlock();
      }

      assertThat(end.toCompletableFuture()).succeedsWithin(Hubs.PATIENCE);
    }
  }

  @Test
  void anErrorInAPartitionOpensItAnew() {
    try (TaskHub hub = open()) {
      nextRead.set(new StackOverflowError());
      hub.raiseEvent(id(0, 1), "E", null, null);
      Hubs.await(() -> opened.get() == 1);

      assertThat(Hubs.get(hub.start(Hubs.start(id(0, 2), "Nobody", null))))
          .isInstanceOf(Outcome.Accepted.class);
    }
  }

  @Test
  void aReadThatFailsIsAFailureOfTheHub() {
    try (TaskHub hub = open()) {
      nextRead.set(new StoreException(StoreException.Reason.FAILED, "no disk"));
      assertThat(hub.get("a", false)).isCompletedExceptionally();

      assertThat(Hubs.get(hub.failure())).hasMessage("no disk");
      assertThat(hub.serving()).isFalse();
    }
  }

  @Test
  void aReadThatFailsInAPartitionIsAFailureOfTheHub() {
    try (TaskHub hub = open()) {
      nextRead.set(new StoreException(StoreException.Reason.FAILED, "no disk"));
      assertThat(Hubs.get(hub.raiseEvent("a", "E", null, null)))
          .isInstanceOf(Outcome.Unavailable.class);

      assertThat(Hubs.get(hub.failure())).hasMessage("no disk");
    }
  }

  @Test
  void whatTheStoreClosedForIsTheFailureOfWhoeverMeetsItClosed() {
    try (TaskHub hub = open()) {
      nextRead.set(new StoreException(StoreException.Reason.FAILED, "no disk"));
      assertThatThrownBy(() -> memory.reads(0).get(new byte[]{1})).hasMessage("no disk");

      assertThat(hub.get("a", false)).isCompletedExceptionally();

      assertThat(Hubs.get(hub.failure())).hasMessage("no disk");
    }
  }

  @Test
  void theHubMayBeClosedFromItsFailure() {
    TaskHub hub = open();
    CompletableFuture<?> closed = hub.failure().thenRun(hub::close).toCompletableFuture();
    memory.close();
    hub.start(Hubs.start("a", "Nobody", null));

    assertThat(closed).succeedsWithin(Hubs.PATIENCE);
  }

  @Test
  void closingIsNoFailure() {
    TaskHub hub = open();
    hub.close();

    assertThat(hub.get("a", false)).isCompletedExceptionally();
    assertThat(hub.failure().toCompletableFuture()).isNotDone();
  }

  @Test
  void aWorkerThatThrowsGivesItsWorkBack() {
    try (TaskHub hub = open()) {
      AtomicInteger calls = new AtomicInteger();
      Hubs.worker(hub, Set.of("Greet"), turn -> List.of(Hubs.complete(0, null)), item -> {
        if (calls.getAndIncrement() == 0) {
          throw new IllegalStateException("not now");
        }
      });
      Hubs.get(hub.start(Hubs.start("a", "Greet", null)));

      assertThat(Hubs.get(hub.awaitCompletion("a", false))).isPresent();
      assertThat(calls).hasValue(2);
      assertThat(opened).hasValue(0);
    }
  }

  private TaskHub open() {
    TaskHub hub = TaskHub.open(new Watched(), new SystemEnv(), HubOptions.defaults());
    Hubs.await(hub::serving);
    opened.set(0);
    return hub;
  }

  /// Long enough for a loop to run a few times.
  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// An id of the given partition.
  private static String id(int partition, int which) {
    return IntStream.range(0, Integer.MAX_VALUE).mapToObj(i -> "i" + i)
        .filter(id -> PartitionHash.partitionOf(id, PARTITIONS) == partition)
        .skip(which).findFirst().orElseThrow();
  }

  /// Counts openings, and commits and tells of it only while nobody holds the locks.
  private final class Watched implements Store {
    @Override
    public List<CommitOutcome> commit(List<Batch> batches) {
      List<CommitOutcome> outcomes;
      waiting.incrementAndGet();
      commits.lock();
      try {
        waiting.decrementAndGet();
        outcomes = memory.commit(batches);
      } finally {
        commits.unlock();
      }
      untold.incrementAndGet();
      tellings.lock();
      try {
        untold.decrementAndGet();
        return outcomes;
      } finally {
        tellings.unlock();
      }
    }

    @Override
    public PartitionStore open(int partition) {
      opened.incrementAndGet();
      return memory.open(partition);
    }

    @Override
    public HubIdentity hub() {
      return memory.hub();
    }

    @Override
    public Reads reads(int partition) {
      return memory.reads(partition);
    }

    @Override
    public Snapshot snapshot() {
      return memory.snapshot();
    }

    @Override
    public void close() {
      memory.close();
    }
  }
}
