package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.model.EntityId;
import dev.perdure.model.request.OperationAnswer;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.Snapshot;
import dev.perdure.runtime.store.Store;
import dev.perdure.sdk.EntityLock;
import dev.perdure.sdk.SignalEntityOptions;
import dev.perdure.sdk.client.DurableTaskClient;
import dev.perdure.sdk.worker.DurableTaskWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Emptying a hub that goes on serving: nothing stays, and nothing comes back.
@SuppressWarnings("try") // A section is held, not used.
final class EmptyTest extends HubTest {
  private static final EntityId A = new EntityId("counter", "a");
  private static final EntityId B = new EntityId("counter", "b");

  /// Where the rows of instances and entities begin, and where they end.
  private static final byte[] FIRST = {0x10};
  private static final byte[] END = {0x31};

  /// Where the rows of remembered requests begin.
  private static final byte[] REQUESTS = {0x33};

  private final MemoryPlace place = new MemoryPlace();
  private final CountDownLatch thrown = new CountDownLatch(200);

  @BeforeEach
  void register() {
    options = options.withPlace(place);
    functions.entity(Counter.class);
    functions.orchestration("Holds", ctx -> {
      try (EntityLock lock = ctx.lock(A, B)) {
        ctx.waitForExternalEvent("go", String.class).await();
      }
      return null;
    });
    functions.orchestration("Waits", ctx -> {
      ctx.createTimer(Duration.ofDays(1)).await();
      ctx.signal(A, Counter::add, 1);
      return null;
    });
    functions.entity("Ball", operation -> {
      thrown.countDown();
      String key = operation.getId().key();
      String other = (key.startsWith("x") ? "y" : "x") + key.substring(1);
      operation.getContext().signalEntity(new EntityId("Ball", other), "throw");
      return null;
    });
  }

  private void fill() {
    client().signal(A, Counter::add, 5);
    client().signalEntity(
        B, "add", 7,
        SignalEntityOptions.defaults().withScheduledTime(hub().now().plusSeconds(3600)));
    hub().awaitIdle();
    start("Holds", null);
    client().signalEntity(A, "add", 1, SignalEntityOptions.defaults().withRequestId("known"));
    start("Waits", null);
    hub().awaitIdle();
    start("Holds", null);
    for (int i = 0; i < 1_500; i++) {
      client().signal(B, Counter::add, 1);
    }
    hub().awaitIdle();
  }

  private void empty() {
    hub().advance(Duration.ofSeconds(1));
    CompletionStage<Boolean> emptied = hub().taskHub().empty();
    for (int i = 0; i < 1_000 && !emptied.toCompletableFuture().isDone(); i++) {
      hub().awaitIdle();
      hub().advance(Duration.ofMillis(20));
    }
    assertThat(emptied.toCompletableFuture()).isCompletedWithValue(true);
  }

  /// Days later nothing has come back, and the store holds no row of any of it.
  private void assertNothingIsLeft() {
    hub().advance(Duration.ofHours(20));
    hub().close();
    List<String> rows = new ArrayList<>();
    try (Store store = place.open(); Snapshot snapshot = store.snapshot()) {
      for (int partition = 0; partition < store.hub().partitions(); partition++) {
        read(snapshot.partition(partition).scan(FIRST, END), rows);
        read(snapshot.partition(partition).scan(REQUESTS, Keys.after(REQUESTS)), rows);
      }
    }
    assertThat(rows).isEmpty();
  }

  private static void read(Cursor cursor, List<String> rows) {
    try (cursor) {
      while (cursor.next()) {
        rows.add(HexFormat.of().formatHex(cursor.key()));
      }
    }
  }

  @Test
  void locksQueuesStatesAndLaterSignalsGoWithTheOrchestrations() {
    fill();
    CompletableFuture<OperationAnswer> call = hub().taskHub().entities()
        .call(new OperationRequest(B, "get", null, null, null)).toCompletableFuture();
    hub().awaitIdle();

    empty();

    assertThat(call).isCompletedWithValueMatching(OperationAnswer.Performed.class::isInstance);
    assertNothingIsLeft();
  }

  @Test
  void entitiesThatCallEachOtherAgainAndAgainAreStopped() throws Exception {
    // In real time: a hub in which something always runs never comes to rest.
    try (EmbeddedHub hub = EmbeddedHub.open(place.open(), HubOptions.defaults());
        DurableTaskWorker worker = new DurableTaskWorker(hub, functions).start()) {
      for (int ball = 0; ball < 20; ball++) {
        new DurableTaskClient(hub).signalEntity(new EntityId("Ball", "x" + ball), "throw");
      }
      assertThat(thrown.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

      assertThat(hub.taskHub().empty().toCompletableFuture()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
    assertNothingIsLeft();
  }

  @Test
  void whoeverIsInterruptedByACrashBeginsAgain() throws Exception {
    for (int commits = 1; commits <= 6; commits++) {
      fill();
      CountDownLatch some = hub().afterCommits(commits);
      CompletionStage<Boolean> unused = hub().taskHub().empty();
      assertThat(some.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      hub().crash();
      empty();
    }
    assertNothingIsLeft();
  }

  @Test
  void anEmptyHubTakesNewInstancesAndEntities() throws Exception {
    fill();

    empty();

    client().signal(A, Counter::add, 1);
    assertThat(client().<Counter, Integer>call(A, Counter::get, PATIENCE)).isEqualTo(1);
  }
}
