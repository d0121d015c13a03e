package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.perdure.model.EntityId;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.sdk.CallEntityOptions;
import dev.perdure.sdk.EntityOperationFailedException;
import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.SignalEntityOptions;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskCanceledException;
import dev.perdure.sdk.client.DurableEntityClient;
import dev.perdure.sdk.client.EntityMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Entities end to end: both syntaxes, every sender, and queries.
@SessionCacheSizes
final class EntitiesTest extends HubTest {
  private static final EntityId A = new EntityId("Counter", "a");
  private static final EntityId WITNESS = new EntityId("Counter", "witness");

  EntitiesTest(int sessionCacheSize) {
    super(sessionCacheSize);
  }

  @BeforeEach
  void register() {
    functions.entity(Counter.class);
    functions.orchestration("Echo", ctx -> ctx.getInput(Object.class));
  }

  private Optional<Integer> value(EntityId id) {
    hub().awaitIdle();
    return client().getEntityMetadata(id).map(it -> {
      Counter counter = it.readEntityAs(Counter.class);
      return counter == null ? 0 : counter.value;
    });
  }

  @Test
  void aFunctionPerformsTheOperationsOfAnEntity() throws Exception {
    functions.entity("Tally", operation -> {
      int value = operation.getState().getState(Integer.class, 0);
      switch (operation.getName()) {
        case "add" -> operation.getState().setState(value + operation.getInput(Integer.class));
        case "reset" -> operation.getState().setState(0);
        case "delete" -> operation.getState().deleteState();
        default -> {}
      }
      return value;
    });
    EntityId tally = new EntityId("tally", "x");
    client().signalEntity(tally, "add", 3);
    client().signalEntity(tally, "add", 4);

    assertThat(client().callEntity(tally, "get", null, Integer.class, PATIENCE)).isEqualTo(7);
    client().signalEntity(tally, "delete");

    hub().awaitIdle();
    assertThat(client().getEntityMetadata(tally)).isEmpty();
  }

  @Test
  void aClassHasOperationsAsMethodsAndItsStateInFields() throws Exception {
    client().signal(A, Counter::add, 5);
    client().signal(A, Counter::add, 6);

    assertThat(client().<Counter, Integer>call(A, Counter::get, PATIENCE)).isEqualTo(11);
    assertThat(client().call(A, Counter::add, 4, PATIENCE)).isEqualTo(15);
    assertThat(client().getEntityMetadata(A).flatMap(EntityMetadata::getSerializedState))
        .contains("{\"value\":15}");
    client().signal(A, Counter::reset);
    assertThat(value(A)).contains(0);
  }

  @Test
  void aClassHasAnImplicitDelete() {
    client().signal(A, Counter::add, 5);
    client().signalEntity(A, "Delete");

    assertThat(value(A)).isEmpty();
    assertThat(client().queryEntities(
        new EntityQuery(null, null, null, new EntityQuery.Fetch(false, true), 10, null))
        .entities()).isEmpty();
  }

  @Test
  void anOrchestratorCallsAndSignals() throws Exception {
    functions.orchestration("Sum", ctx -> {
      ctx.signal(A, Counter::add, 1);
      ctx.signalEntity(A, "ADD", 2);
      int three = ctx.call(A, Counter::add, 0).await();
      ctx.call(A, Counter::reset).await();
      int none = ctx.<Counter, Integer>call(A, Counter::get).await();
      return List.of(three, none, ctx.callEntity(A, "add", 9, Integer.class).await());
    });

    assertThat(output("Sum", Object.class)).isEqualTo(List.of(3, 0, 9));
  }

  @Test
  void callsSideBySideAreAnsweredEach() throws Exception {
    functions.orchestration("Wide", ctx -> {
      List<Task<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        calls.add(ctx.call(new EntityId("counter", "k" + i % 7), Counter::add, 1));
      }
      return ctx.allOf(calls).await().stream().mapToInt(Integer::intValue).sum();
    });

    // 50 over 7 keys: one key counts to 8, six to 7.
    assertThat(output("Wide", Integer.class)).isEqualTo(36 + 6 * 28);
  }

  @Test
  void anOperationThatFailsHasDoneNothing() throws Exception {
    functions.orchestration("Try", ctx -> {
      try {
        return ctx.callEntity(A, "fail", "No way").await();
      } catch (EntityOperationFailedException e) {
        return e.getEntityId() + " " + e.getOperationName() + " "
            + e.isCausedBy(IllegalStateException.class) + " " + e.getErrorDetails().message();
      }
    });
    client().signal(A, Counter::add, 5);

    assertThat(output("Try", String.class)).isEqualTo("@counter@a fail true No way");
    assertThat(value(A)).contains(5);
    assertThat(value(WITNESS)).isEmpty();
    assertThatExceptionOfType(EntityOperationFailedException.class).isThrownBy(
        () -> client().callEntity(A, "fail", "Again", Object.class, PATIENCE))
        .withMessageContaining("Again");
  }

  @Test
  void anOperationThatNobodyKnowsFails() throws Exception {
    assertThatExceptionOfType(EntityOperationFailedException.class).isThrownBy(
        () -> client().callEntity(A, "nothing", null, Object.class, PATIENCE))
        .withMessageContaining("[add, fail, get, reset, spawn, tell]");
    assertThat(value(A)).isEmpty();
  }

  @Test
  void anEntitySignalsOthersAndStartsOrchestrations() throws Exception {
    client().signal(A, Counter::add, 5);
    client().signalEntity(A, "tell", "b");
    String started = client().callEntity(A, "spawn", null, String.class, PATIENCE);

    hub().awaitIdle();
    assertThat(end(started).readOutputAs(Integer.class)).isEqualTo(5);
    assertThat(value(new EntityId("counter", "b"))).contains(5);
  }

  @Test
  void aSignalWaitsForItsTime() {
    client().signalEntity(
        A, "add", 1,
        SignalEntityOptions.defaults().withScheduledTime(hub().now().plusSeconds(3_600)));
    assertThat(value(A)).isEmpty();

    hub().advance(Duration.ofMinutes(59));
    assertThat(value(A)).isEmpty();
    hub().restart();
    hub().advance(Duration.ofMinutes(2));

    assertThat(value(A)).contains(1);
  }

  @Test
  void aCallGivesUpAfterItsTime() throws Exception {
    EntityId nobody = new EntityId("nobody", "");
    functions.orchestration("Impatient", ctx -> {
      try {
        return ctx.callEntity(
            nobody, "get", null, CallEntityOptions.defaults().withTimeout(Duration.ofHours(1)),
            String.class).await();
      } catch (TaskCanceledException e) {
        return "gave up";
      }
    });
    String id = start("Impatient", null);

    hub().advance(Duration.ofMinutes(61));

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("gave up");
  }

  @Test
  void aCallIsRetried() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    functions.entity("Flaky", operation -> {
      if (tries.incrementAndGet() < 3) {
        throw new IllegalStateException("Not yet");
      }
      return "done";
    });
    functions.orchestration("Patient", ctx -> ctx.callEntity(
        new EntityId("flaky", ""), "do", null,
        CallEntityOptions.defaults().withRetryPolicy(new RetryPolicy(5, Duration.ofSeconds(1))),
        String.class).await());
    String id = start("Patient", null);

    hub().advance(Duration.ofMinutes(1));

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("done");
    assertThat(tries).hasValue(3);
  }

  @Test
  void aRepeatedRequestDoesNothingAgainAndGetsTheSameAnswer() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(client().callEntity(A, "add", 5, Integer.class, "call-1", PATIENCE))
          .isEqualTo(5);
      client().signalEntity(
          A, "add", 1, SignalEntityOptions.defaults().withRequestId("signal-1"));
      hub().restart();
    }

    assertThat(value(A)).contains(6);
  }

  @Test
  void signalsOfOneSenderKeepTheirOrderAndCountOnceThroughCrashes() {
    functions.entity("Log", operation -> {
      List<Integer> seen = operation.getState().hasState()
          ? operation.getState().getState(new dev.perdure.sdk.TypeRef<List<Integer>>() {})
          : new ArrayList<>();
      seen.add(operation.getInput(Integer.class));
      operation.getState().setState(seen);
      return null;
    });
    EntityId log = new EntityId("log", "");
    functions.orchestration("Count", ctx -> {
      for (int i = 0; i < 20; i++) {
        ctx.signalEntity(log, "write", i);
      }
      return null;
    });
    start("Count", null);

    for (int i = 0; i < 5; i++) {
      hub().crash();
    }
    hub().awaitIdle();

    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      expected.add(i);
    }
    assertThat(client().getEntityMetadata(log).orElseThrow().readStateAs(Object.class))
        .isEqualTo(expected);
  }

  @Test
  void wrongIdsAndOperationsAreRefusedAtEveryDoor() throws Exception {
    functions.orchestration("Wrong", ctx -> {
      ctx.signalEntity(new EntityId("a/b", "x"), "add");
      return null;
    });
    assertThatIllegalArgumentException().isThrownBy(
        () -> client().signalEntity(new EntityId("a/b", "x"), "add", 1))
        .withMessageContaining("entity id");
    assertThatIllegalArgumentException().isThrownBy(
        () -> client().signalEntity(new EntityId("", "x"), "add", 1));
    assertThatIllegalArgumentException().isThrownBy(
        () -> client().signalEntity(new EntityId("counter", "x".repeat(100)), "add", 1))
        .withMessageContaining("length");
    assertThatIllegalArgumentException().isThrownBy(
        () -> client().signalEntity(A, "bad\nname", 1)).withMessageContaining("operation");
    assertThat(run("Wrong", null).getFailureDetails().orElseThrow().message())
        .contains("entity id");
  }

  /// What an entity can do that is written elsewhere: nothing implements it.
  interface Adding {
    int add(int amount);
  }

  @Test
  void anInterfaceNamesOperationsAndTheirTypes() throws Exception {
    functions.orchestration("Add", ctx -> ctx.call(A, Adding::add, 3).await());
    client().signal(A, Adding::add, 2);

    assertThat(client().call(A, Adding::add, 5, PATIENCE)).isEqualTo(7);
    assertThat(output("Add", Integer.class)).isEqualTo(10);
  }

  @Test
  void entitiesAreListedByNameAndTime() {
    for (String key : List.of("c", "a", "b")) {
      client().signal(new EntityId("counter", key), Counter::add, 1);
    }
    hub().advance(Duration.ofMinutes(1));
    client().signal(new EntityId("counter", "d"), Counter::add, 4);
    hub().awaitIdle();

    DurableEntityClient.Page first = client().queryEntities(
        new EntityQuery("@COUNTER@", null, null, new EntityQuery.Fetch(true, false), 3, null));
    assertThat(first.entities()).extracting(it -> it.getEntityInstanceId().key())
        .containsExactly("a", "b", "c");
    assertThat(first.entities().get(0).getSerializedState()).contains("{\"value\":1}");
    DurableEntityClient.Page second = client().queryEntities(
        new EntityQuery(
            "@COUNTER@", null, null, new EntityQuery.Fetch(false, false), 3,
            first.continuation().orElseThrow()));
    assertThat(second.entities()).extracting(it -> it.getEntityInstanceId().key())
        .containsExactly("d");
    assertThat(second.entities().get(0).getSerializedState()).isEmpty();
    assertThat(second.continuation()).isEmpty();
    assertThat(client().queryEntities(
        new EntityQuery(
            null, hub().now(), null, new EntityQuery.Fetch(false, false), 10, null))
        .entities()).extracting(it -> it.getEntityInstanceId().key()).containsExactly("d");
  }
}
