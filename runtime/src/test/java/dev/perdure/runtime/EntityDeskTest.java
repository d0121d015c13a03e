package dev.perdure.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.OperationAnswer;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.work.WorkTaker;
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

  private static final EntityId NOTE = new EntityId("note", "n");
  private static final int MAX_STATE = 1024;

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
  void aSignalAndACallOfTheSameNameAreTwoRequests() {
    OperationRequest request = new OperationRequest(A, "add", null, null, "same");
    try (TaskHub hub = open(disk)) {
      work(hub);
      assertThat(Hubs.get(hub.entities().signal(request))).isInstanceOf(Outcome.Accepted.class);
      assertThat(call(hub, request)).isEqualTo(performed("2"));
      assertThat(Hubs.get(hub.entities().signal(request))).isInstanceOf(Outcome.Accepted.class);
      assertThat(call(hub, request)).isEqualTo(performed("2"));
      assertThat(call(hub, OperationRequest.of(A, "add", null))).isEqualTo(performed("3"));
    }
  }

  @Test
  void onlyTheOperationThatMakesTheStateTooLargeFails() {
    try (TaskHub hub = TaskHub.open(
        MemoryStore.open(disk), new SystemEnv(),
        HubOptions.defaults().withMaxPayloadBytes(MAX_STATE))) {
      List<CompletionStage<OperationAnswer>> calls = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String text = i == 17 ? "x".repeat(MAX_STATE) : Integer.toString(i % 10);
        calls.add(hub.entities().call(OperationRequest.of(NOTE, "write", text)));
      }
      Hubs.await(() -> Hubs.get(hub.entities().get(NOTE, TRANSIENT.fetch())).isPresent()
          && Hubs.get(hub.entities().get(NOTE, TRANSIENT.fetch())).orElseThrow()
              .backlog() == 40);
      writer(hub);

      StringBuilder expected = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        OperationAnswer answer = Hubs.get(calls.get(i));
        if (i == 17) {
          assertThat(answer).isInstanceOfSatisfying(OperationAnswer.Performed.class,
              it -> assertThat(it.outcome()).isInstanceOfSatisfying(
                  TaskOutcome.Failed.class,
                  failed -> assertThat(failed.failure().message())
                      .contains("the state of '@note@n'", "at most " + MAX_STATE)));
        } else {
          expected.append(i % 10);
          assertThat(answer).isEqualTo(performed(Integer.toString(expected.length())));
        }
      }
      assertThat(Hubs.get(hub.entities().get(NOTE, true)).orElseThrow().state())
          .isEqualTo(expected.toString());
    }
  }

  /// A worker whose entity appends the inputs of its operations to its state, whatever comes of it.
  private static void writer(TaskHub hub) {
    hub.work().subscribe(
        new WorkerOffer(Set.of(), Set.of(), Set.of("note"), 1, 1, 1),
        new WorkTaker() {
          @Override
          public void accept(WorkItem item) {
            WorkItem.EntityBatch batch = (WorkItem.EntityBatch) item;
            StringBuilder state = new StringBuilder(batch.state() == null ? "" : batch.state());
            List<TaskOutcome> results = new ArrayList<>();
            for (HistoryEvent operation : batch.operations()) {
              state.append(((EventBody.EntityOperationCalled) operation.body()).input());
              results.add(new TaskOutcome.Succeeded(Integer.toString(state.length())));
            }
            hub.work().completeEntityBatch(
                batch.token(),
                new EntityBatchResult(results, List.of(), state.toString(), null));
          }

          @Override
          public void forget(ExecutionKey execution) {}
        }, true);
  }

  @Test
  void whoWaitsForAHubThatClosesIsTold() {
    CompletionStage<OperationAnswer> waiting;
    try (TaskHub hub = open(disk)) {
      waiting = hub.entities().call(OperationRequest.of(A, "add", null));
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
