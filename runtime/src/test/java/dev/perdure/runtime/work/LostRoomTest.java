package dev.perdure.runtime.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.memory.OpenMemory;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Whoever is refused a fetch while the last one ends must not be forgotten.
final class LostRoomTest {
  private static final int ROUNDS = 20_000;
  private static final SystemEnv ENV = new SystemEnv();

  @Test
  void nobodyWhoIsRefusedAFetchIsForgotten() throws InterruptedException {
    int stuck = 0;
    for (int round = 0; round < ROUNDS; round++) {
      stuck += isStuck() ? 1 : 0;
    }
    assertThat(stuck).as("of " + ROUNDS).isZero();
  }

  private static boolean isStuck() throws InterruptedException {
    Map<WorkToken, Consumer<@Nullable WorkItem>> asked = new ConcurrentHashMap<>();
    Dispatcher dispatcher = new Dispatcher(ENV, new OpenMemory(800), asked::put);
    dispatcher.offer(activity(1, "A"), Duration.ZERO);
    dispatcher.offer(activity(2, "B"), Duration.ZERO);
    subscribe(dispatcher, "A");
    Consumer<@Nullable WorkItem> reply = Objects.requireNonNull(
        asked.remove(Offering.token(1)));
    AtomicInteger ready = new AtomicInteger();
    Thread other = Thread.ofPlatform().start(() -> {
      meet(ready);
      reply.accept(activity(1, "A"));
    });
    meet(ready);
    subscribe(dispatcher, "B");
    other.join();
    return !asked.containsKey(Offering.token(2));
  }

  private static void meet(AtomicInteger ready) {
    ready.incrementAndGet();
    while (ready.get() < 2) {
      Thread.onSpinWait();
    }
  }

  private static void subscribe(Dispatcher dispatcher, String name) {
    WorkerSubscription unused = dispatcher.subscribe(
        new WorkerOffer(Set.of(), Set.of(name), 1, 1), Offering.SILENT, false);
  }

  private static WorkItem activity(long sequence, String name) {
    return Offering.activity(sequence, name, "x".repeat(500));
  }
}
