package dev.perdure.runtime.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.InstanceState;
import dev.perdure.model.InstanceTimes;
import dev.perdure.model.OrchestrationStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

final class WaitersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Map<String, InstanceState> durable = new ConcurrentHashMap<>();
  private final Waiters waiters = new Waiters();

  @Test
  void whatIsAsWantedIsAnsweredAtOnce() {
    durable.put("a", state("a", OrchestrationStatus.COMPLETED));

    assertThat(await("a")).isCompletedWithValue(Optional.of(durable.get("a")));
    assertThat(await("unknown")).isCompletedWithValue(Optional.empty());
    assertThat(waiters.awaited("a")).isFalse();
  }

  @Test
  void aChangeEndsTheWaitsThatItFulfils() {
    durable.put("a", state("a", OrchestrationStatus.PENDING));
    CompletableFuture<Optional<InstanceState>> end = await("a");
    CompletableFuture<Optional<InstanceState>> start = waiters.await(
        "a", this::read, state -> state.status() != OrchestrationStatus.PENDING, this::read);

    durable.put("a", state("a", OrchestrationStatus.RUNNING));
    waiters.changed("a");
    assertThat(start).isCompleted();
    assertThat(end).isNotDone();
    durable.remove("a");
    waiters.changed("a");

    assertThat(end).isCompletedWithValue(Optional.empty());
    assertThat(waiters.awaited("a")).isFalse();
  }

  @Test
  void aCancelledWaitIsForgotten() {
    durable.put("a", state("a", OrchestrationStatus.RUNNING));
    CompletableFuture<?> one = await("a");
    CompletableFuture<?> two = await("a");

    one.cancel(false);
    assertThat(waiters.awaited("a")).isTrue();
    two.cancel(false);

    assertThat(waiters.awaited("a")).isFalse();
  }

  @Test
  void aReadThatFailsEndsTheWait() {
    CompletableFuture<?> answer = waiters.await(
        "a", unused -> {
          throw new IllegalStateException("no disk");
        }, WaitersTest::ended, this::read);

    assertThat(answer).isCompletedExceptionally();
    assertThat(waiters.awaited("a")).isFalse();
  }

  @Test
  void allWaitsEndWithTheHub() {
    durable.put("a", state("a", OrchestrationStatus.RUNNING));
    durable.put("b", state("b", OrchestrationStatus.RUNNING));
    CompletableFuture<?> one = await("a");
    CompletableFuture<?> two = await("b");

    waiters.failAll(new IllegalStateException("closed"));

    assertThat(one).isCompletedExceptionally();
    assertThat(two).isCompletedExceptionally();
    assertThat(waiters.awaited("a")).isFalse();
  }

  /// A wait may begin at any moment of a change: before it is durable, after, or before it is told.
  @Test
  void noChangeIsMissed() throws InterruptedException {
    for (int i = 0; i < 3_000; i++) {
      String id = "i" + i;
      durable.put(id, state(id, OrchestrationStatus.RUNNING));
      Thread change = Thread.startVirtualThread(() -> {
        durable.put(id, state(id, OrchestrationStatus.COMPLETED));
        if (waiters.awaited(id)) {
          waiters.changed(id);
        }
      });

      CompletableFuture<Optional<InstanceState>> answer = await(id);

      assertThat(answer).succeedsWithin(PATIENCE);
      change.join();
      assertThat(waiters.awaited(id)).isFalse();
    }
  }

  private CompletableFuture<Optional<InstanceState>> await(String id) {
    return waiters.await(id, this::read, WaitersTest::ended, this::read);
  }

  private Optional<InstanceState> read(String id) {
    return Optional.ofNullable(durable.get(id));
  }

  private static boolean ended(InstanceState state) {
    return state.status().isTerminal();
  }

  private static InstanceState state(String id, OrchestrationStatus status) {
    return new InstanceState(
        new ExecutionKey(id, "e"), new FunctionRef("F", null), status,
        new InstanceTimes(Instant.EPOCH, Instant.EPOCH, null, null), null, Map.of(), null, null);
  }
}
