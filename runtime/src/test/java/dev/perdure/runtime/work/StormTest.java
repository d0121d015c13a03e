package dev.perdure.runtime.work;

import static dev.perdure.runtime.work.Offering.activity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.memory.OpenMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Workers with a single place, which come and go while many threads offer and answer: everything
/// is handed out in the end, and nobody ever holds more than it said.
final class StormTest {
  private static final int ITEMS = 20_000;
  private static final String[] NAMES = {"A", "B", "C", "D"};

  private final Map<WorkToken, WorkItem> offered = new ConcurrentHashMap<>();
  private final Set<Long> done = ConcurrentHashMap.newKeySet();
  private final Set<Long> withdrawn = ConcurrentHashMap.newKeySet();
  private final AtomicInteger most = new AtomicInteger();
  private final CountDownLatch left = new CountDownLatch(ITEMS);
  private final List<Thread> threads = new ArrayList<>();

  /// @param bytes with one there is room for no work to wait whole, and to be fetched but piece by
  ///     piece
  @ParameterizedTest
  @ValueSource(longs = {1, 10_000, Long.MAX_VALUE})
  void nothingIsForgottenWhileWorkersComeAndGo(long bytes) throws InterruptedException {
    OpenMemory memory = new OpenMemory(bytes);
    Dispatcher dispatcher = new Dispatcher(new SystemEnv(), memory, this::fetch);

    rage(dispatcher);

    assertThat(left.await(20, TimeUnit.SECONDS)).as("left %d", left.getCount()).isTrue();
    assertThat(done).doesNotContainAnyElementsOf(withdrawn).hasSize(ITEMS - withdrawn.size());
    assertThat(most).hasValueLessThanOrEqualTo(1);
    assertThat(dispatcher.pending()).isEmpty();
    assertThat(memory.bytes()).isZero();
  }

  private void fetch(WorkToken token, Consumer<@Nullable WorkItem> reply) {
    Thread.startVirtualThread(() -> reply.accept(offered.get(token)));
  }

  private void rage(Dispatcher dispatcher) throws InterruptedException {
    subscribe(dispatcher, new Fast(dispatcher));
    subscribe(dispatcher, new Fast(dispatcher));
    for (int i = 0; i < 4; i++) {
      int first = i;
      threads.add(Thread.startVirtualThread(() -> {
        for (int item = first; item < ITEMS; item += 4) {
          offer(dispatcher, item);
        }
      }));
    }
    threads.add(Thread.startVirtualThread(() -> comeAndGo(dispatcher)));
    threads.add(Thread.startVirtualThread(() -> {
      for (long item = 7; item < ITEMS; item += 97) {
        if (dispatcher.withdraw(Offering.token(item))) {
          withdrawn.add(item);
          left.countDown();
        }
      }
    }));
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void comeAndGo(Dispatcher dispatcher) {
    for (int i = 0; i < 300; i++) {
      Fast leaving = new Fast(dispatcher);
      WorkerSubscription worker = subscribe(dispatcher, leaving);
      Thread.onSpinWait();
      leaving.fallSilent();
      dispatcher.unsubscribe(
          worker,
          work -> dispatcher.offer(
              Objects.requireNonNull(offered.get(work.token())), Duration.ZERO));
    }
  }

  private void offer(Dispatcher dispatcher, long sequence) {
    WorkItem item = activity(
        sequence, NAMES[ThreadLocalRandom.current().nextInt(NAMES.length)]);
    offered.put(item.token(), item);
    dispatcher.offer(item, Duration.ZERO);
  }

  private static WorkerSubscription subscribe(Dispatcher dispatcher, WorkTaker taker) {
    return dispatcher.subscribe(
        new WorkerOffer(Set.of(), Set.of(NAMES), 1, 1), taker, false);
  }

  /// Answers each item on a thread of its own, until it falls silent.
  private final class Fast implements WorkTaker {
    private final AtomicInteger holds = new AtomicInteger();
    private final Lock answering = new ReentrantLock();
    private final Dispatcher dispatcher;
    private boolean silent;

    Fast(Dispatcher dispatcher) {
      this.dispatcher = dispatcher;
    }

    /// An answer from now on would be taken for that of the worker that has the item next, which
    /// would get another one while it still holds this.
    void fallSilent() {
      answering.lock();
      try {
        silent = true;
      } finally {
        answering.unlock();
      }
    }

    @Override
    public void accept(WorkItem item) {
      most.accumulateAndGet(holds.incrementAndGet(), Math::max);
      Thread.startVirtualThread(() -> {
        holds.decrementAndGet();
        answering.lock();
        try {
          if (!silent) {
            dispatcher.answered(item.token());
            if (done.add(item.token().sequence())) {
              left.countDown();
            }
          }
        } finally {
          answering.unlock();
        }
      });
    }

    @Override
    public void forget(ExecutionKey execution) {}
  }
}
