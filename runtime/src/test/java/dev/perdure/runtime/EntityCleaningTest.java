package dev.perdure.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.state.EntityHeader;
import dev.perdure.engine.state.EntityLock;
import dev.perdure.engine.state.EntityProgress;
import dev.perdure.model.Action;
import dev.perdure.model.EntityCaller;
import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.request.CleanOutcome;
import dev.perdure.model.request.CleanRequest;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.OperationAnswer;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.model.work.WorkItem;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.rows.EntityRow;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.Write;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Cleaning up what the engine itself never leaves behind: rows are put into the store, or taken
/// from it, while no hub is open.
final class EntityCleaningTest {
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
  private static final EntityId A = new EntityId("counter", "a");
  private static final CleanOutcome NOTHING = new CleanOutcome(0, 0);
  private static final EntityQuery.Fetch EVERYTHING = new EntityQuery.Fetch(true, true, true);

  private final MemoryStore.Disk disk = new MemoryStore.Disk();

  private TaskHub open() {
    TaskHub hub = TaskHub.open(
        MemoryStore.open(disk), new SystemEnv(), HubOptions.defaults());
    Hubs.worker(hub, Set.of("Holder"), EntityCleaningTest::turn);
    return hub;
  }

  /// Locks the entity and waits for ever.
  private static List<Action> turn(WorkItem.Turn turn) {
    boolean starts = turn.newEvents().stream()
        .anyMatch(it -> it.body() instanceof EventBody.ExecutionStarted);
    return starts
        ? List.of(
            new Action.LockEntities(
                0, new EventBody.EntityLockRequested("s", List.of(A.instanceId()), 0, null)))
        : List.of();
  }

  /// Changes a row behind the back of the hub.
  private void put(String partitionOf, byte[] key, byte @Nullable [] row) {
    try (MemoryStore store = MemoryStore.open(disk)) {
      int partition = PartitionHash.partitionOf(partitionOf, store.hub().partitions());
      long epoch = store.open(partition).epoch();
      store.commit(
          List.of(
              new Batch(
                  partition, epoch,
                  List.of(
                      row == null ? new Write.Delete(key) : new Write.Put(key, row)))));
    }
  }

  private void putRow(EntityId entity, boolean exists, @Nullable EntityLock lock) {
    put(
        entity.instanceId(), Keys.entity(entity.instanceId()),
        EntityRow.encode(
            new EntityHeader(
                new ExecutionKey(entity.instanceId(), "e"), NOON, exists, lock,
                new EntityProgress(
                    7, new EntityProgress.Span(3, 3), EntityProgress.Span.NONE, 0, 0, 0))));
  }

  private static Optional<EntityState> inspect(TaskHub hub) {
    return Hubs.get(hub.entities().get(A, EVERYTHING));
  }

  @Test
  void aRowWithNothingBehindItIsRemovedAndCounted() {
    putRow(A, false, null);
    putRow(new EntityId("counter", "b"), false, null);

    try (TaskHub hub = open()) {
      assertThat(inspect(hub)).isPresent();
      assertThat(Hubs.get(hub.entities().clean(new CleanRequest(false, true))))
          .isEqualTo(NOTHING);
      assertThat(Hubs.get(hub.entities().clean(CleanRequest.ALL)))
          .isEqualTo(new CleanOutcome(2, 0));
      assertThat(inspect(hub)).isEmpty();
      assertThat(Hubs.get(hub.entities().clean(CleanRequest.ALL))).isEqualTo(NOTHING);
    }
  }

  @Test
  void theLockOfAnOwnerThatWasLostIsReleasedAndCounted() {
    try (TaskHub hub = open()) {
      Hubs.get(hub.start(Hubs.start("holder", "Holder", null)));
      // A grant that is still under way would come back from nobody, and release the lock itself.
      Hubs.await(() -> Hubs.get(hub.history("holder")).orElse(List.of()).stream()
          .anyMatch(it -> it.body() instanceof EventBody.EntityLockGranted));
      assertThat(Hubs.get(hub.entities().clean(CleanRequest.ALL))).isEqualTo(NOTHING);
    }
    put("holder", Keys.instance("holder"), null);

    try (TaskHub hub = open()) {
      assertThat(inspect(hub).orElseThrow().lockedBy()).isEqualTo("holder");
      CompletionStage<OperationAnswer> waiting = hub.entities().call(
          OperationRequest.of(A, "add", null));
      Hubs.await(() -> inspect(hub).orElseThrow().backlog() == 1);
      assertThat(Hubs.get(hub.entities().clean(new CleanRequest(true, false))))
          .isEqualTo(NOTHING);

      assertThat(Hubs.get(hub.entities().clean(CleanRequest.ALL)))
          .isEqualTo(new CleanOutcome(0, 1));

      assertThat(Hubs.get(waiting)).isEqualTo(
          new OperationAnswer.Performed(new TaskOutcome.Succeeded("1")));
      assertThat(inspect(hub).orElseThrow().lockedBy()).isNull();
      assertThat(Hubs.get(hub.entities().clean(CleanRequest.ALL))).isEqualTo(NOTHING);
    }
  }

  @Test
  void theLockOfAnExecutionThatWasReplacedIsReleased() {
    putRow(
        A, false,
        new EntityLock(
            "s", new EntityCaller(new ExecutionKey("holder", "another run"), 1), null, false));

    try (TaskHub hub = open()) {
      Hubs.get(hub.start(Hubs.start("holder", "Holder", null)));

      assertThat(Hubs.get(hub.entities().clean(CleanRequest.ALL)))
          .isEqualTo(new CleanOutcome(0, 1));

      Hubs.await(
          () -> Hubs.get(hub.entities().locks("holder")).orElseThrow().stream()
              .anyMatch(it -> it.since() != null));
    }
  }
}
