package dev.perdure.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.EntityId;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.OperationAnswer;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.model.request.Outcome;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/// Entities through the hub's door: long queues, small memory, and clients that wait.
final class EntityDeskTest {
  private static final EntityId A = new EntityId("counter", "a");
  private static final EntityQuery TRANSIENT = new EntityQuery(
      null, null, null, new EntityQuery.Fetch(true, true), 100, null);

  private final MemoryStore.Disk disk = new MemoryStore.Disk();

  private static TaskHub open(MemoryStore.Disk disk) {
    return TaskHub.open(
        MemoryStore.open(disk), new SystemEnv(), HubOptions.defaults().withInstanceCache(0));
  }

  private static void work(TaskHub hub) {
    Hubs.worker(hub, Set.of("Nobody"), unused -> List.of());
  }

  private static OperationAnswer call(TaskHub hub, OperationRequest request) {
    return Hubs.get(hub.entities().call(request));
  }

  private static OperationAnswer performed(String result) {
    return new OperationAnswer.Performed(new TaskOutcome.Succeeded(result));
  }

  /// Far more operations than are kept in memory wait for a worker, through a crash.
  @Test
  void aLongQueueIsPerformedOnceAndInOrderByTheNextOwner() {
    int count = 30_000;
    MemoryStore.Disk crashed;
    try (TaskHub hub = open(disk)) {
      List<CompletionStage<Outcome>> signals = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        signals.add(hub.entities().signal(OperationRequest.of(A, "add", null)));
      }
      signals.forEach(
          signal -> assertThat(Hubs.get(signal)).isInstanceOf(Outcome.Accepted.class));
      EntityState waiting = Hubs.get(hub.entities().query(TRANSIENT)).entities().get(0);
      assertThat(waiting.backlog()).isEqualTo(count);
      assertThat(waiting.exists()).isFalse();
      crashed = disk.copy();
    }

    try (TaskHub hub = open(crashed)) {
      work(hub);
      assertThat(call(hub, OperationRequest.of(A, "get", null)))
          .isEqualTo(performed(Integer.toString(count + 1)));
      EntityState state = Hubs.get(hub.entities().query(TRANSIENT)).entities().get(0);
      assertThat(state.backlog()).isZero();
      assertThat(state.state()).isEqualTo(Integer.toString(count + 1));
    }
  }

  @Test
  void manyEntitiesLeaveMemoryAndComeBack() {
    try (TaskHub hub = open(disk)) {
      work(hub);
      for (int round = 1; round <= 3; round++) {
        List<CompletionStage<OperationAnswer>> calls = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
          calls.add(
              hub.entities().call(
                  OperationRequest.of(new EntityId("counter", "k" + i), "add", null)));
        }
        for (CompletionStage<OperationAnswer> each : calls) {
          assertThat(Hubs.get(each)).isEqualTo(performed(Integer.toString(round)));
        }
      }
    }
  }

  @Test
  void aNamedCallGetsItsFirstAnswerAgainEvenFromTheNextOwner() {
    OperationRequest request = new OperationRequest(A, "add", null, null, "call-1");
    try (TaskHub hub = open(disk)) {
      work(hub);
      assertThat(call(hub, request)).isEqualTo(performed("1"));
      assertThat(call(hub, OperationRequest.of(A, "add", null))).isEqualTo(performed("2"));
      assertThat(call(hub, request)).isEqualTo(performed("1"));
    }

    try (TaskHub hub = open(disk)) {
      assertThat(call(hub, request)).isEqualTo(performed("1"));
    }
  }

  @Test
  void whoWaitsForAHubThatClosesIsTold() {
    CompletionStage<OperationAnswer> waiting;
    try (TaskHub hub = open(disk)) {
      waiting = hub.entities().call(OperationRequest.of(A, "add", null));
      Hubs.await(() -> !Hubs.get(hub.entities().query(TRANSIENT)).entities().isEmpty());
      Hubs.await(() -> hub.pendingWork().size() == 1);
    }

    assertThat(Hubs.get(waiting)).isInstanceOfSatisfying(
        OperationAnswer.Refused.class,
        it -> assertThat(it.outcome()).isInstanceOf(Outcome.Unavailable.class));
  }

  @Test
  void wrongRequestsAreRefusedBeforeAnythingIsStored() {
    try (TaskHub hub = open(disk)) {
      assertThat(call(hub, OperationRequest.of(new EntityId("", "a"), "add", null)))
          .isInstanceOfSatisfying(OperationAnswer.Refused.class,
              it -> assertThat(it.outcome()).isInstanceOf(Outcome.Invalid.class));
      assertThat(Hubs.get(hub.entities().signal(
          OperationRequest.of(A, "add", "x".repeat(5 << 20)))))
          .isInstanceOf(Outcome.TooLarge.class);
      assertThat(Hubs.get(hub.entities().query(TRANSIENT)).entities()).isEmpty();
    }
  }
}
