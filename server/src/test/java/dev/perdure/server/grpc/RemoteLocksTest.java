package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.EntityId;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.InstanceLock;
import dev.perdure.model.request.InstanceLock.Stage;
import dev.perdure.model.request.LockWaiters;
import dev.perdure.protocol.message.EntityMetadata;
import dev.perdure.protocol.message.GetEntityRequest;
import dev.perdure.protocol.message.GetEntityResponse;
import dev.perdure.protocol.message.InstanceBatch;
import dev.perdure.protocol.message.OrchestrationStatus;
import dev.perdure.protocol.message.SkipGracefulOrchestrationTerminationsRequest;
import dev.perdure.protocol.message.SkipGracefulOrchestrationTerminationsResponse;
import dev.perdure.protocol.remote.RemoteHub;
import dev.perdure.protocol.remote.RemoteWork;
import dev.perdure.sdk.EntityLock;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.client.DurableTaskClient;
import dev.perdure.sdk.worker.DurableTaskWorker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who holds and waits for locks, over the wire: our client hears from our server what it would
/// hear in its process.
@SuppressWarnings("try") // A section is held, not used.
final class RemoteLocksTest {
  private static final EntityId A = new EntityId("tally", "a");
  private static final EntityId B = new EntityId("tally", "b");
  private static final EntityQuery.Fetch ALL = new EntityQuery.Fetch(true, true, true);

  private final Sidecar sidecar = new Sidecar(true);
  private final RemoteHub hub = new RemoteHub(sidecar.channel());
  private final DurableTaskClient client = new DurableTaskClient(hub);
  private final DurableTaskWorker worker = new DurableTaskWorker(
      new RemoteWork(sidecar.channel()),
      new FunctionRegistry()
          .entity("Tally", operation -> {
            operation.getState().setState(1);
            return null;
          })
          .orchestration("Holds", ctx -> {
            try (EntityLock lock = ctx.lock(A, B)) {
              ctx.setCustomStatus("inside");
              ctx.waitForExternalEvent("go", String.class).await();
            }
            return null;
          }))
      .start();

  @AfterEach
  void close() {
    worker.close();
    sidecar.close();
  }

  private void holdAndWait() throws Exception {
    client.signalEntity(B, "make");
    client.scheduleNewOrchestrationInstance("Holds", null, "owner");
    await(() -> client.getInstanceMetadata("owner", true).getSerializedCustomStatus().isPresent());
    client.scheduleNewOrchestrationInstance("Holds", null, "waiter");
    await(() -> entity(A).backlog() == 1);
  }

  private EntityState entity(EntityId id) {
    return join(hub.getEntity(id, ALL)).orElseThrow();
  }

  @Test
  void theHolderAndThoseWhoWaitAreTold() throws Exception {
    holdAndWait();

    EntityState locked = entity(A);

    assertThat(locked).isEqualTo(
        join(sidecar.hub().entities().get(A, ALL)).orElseThrow());
    assertThat(locked.lockedBy()).isEqualTo("owner");
    assertThat(locked.lockedSince()).isNotNull();
    assertThat(locked.exists()).isFalse();
    assertThat(locked.waiters()).isNotNull();
    assertThat(locked.waiters().first()).extracting(LockWaiters.Waiter::instanceId)
        .containsExactly("waiter");
    assertThat(entity(B)).isEqualTo(join(sidecar.hub().entities().get(B, ALL)).orElseThrow())
        .satisfies(it -> assertThat(it.state()).isEqualTo("1"));
  }

  @Test
  void theLocksOfAnInstanceAreTold() throws Exception {
    holdAndWait();

    assertThat(join(hub.locks("owner"))).isEqualTo(join(sidecar.hub().entities().locks("owner")))
        .hasValueSatisfying(
            locks -> assertThat(locks).extracting(InstanceLock::stage)
                .containsExactly(Stage.HELD, Stage.HELD));
    assertThat(join(hub.locks("waiter"))).hasValueSatisfying(
        locks -> assertThat(locks).extracting(InstanceLock::stage)
            .containsExactly(Stage.WAITING, Stage.LATER));
    assertThat(join(hub.locks("nobody"))).isEmpty();
  }

  @Test
  void lockedEntitiesAreListed() throws Exception {
    client.signalEntity(new EntityId("tally", "c"), "make");
    holdAndWait();
    var query = new EntityQuery(null, null, null, true, ALL, 10, null);

    List<EntityState> listed = join(hub.queryEntities(query)).entities();

    assertThat(listed).isEqualTo(join(sidecar.hub().entities().query(query)).entities());
    assertThat(listed).extracting(EntityState::id).containsExactly(A, B);
  }

  @Test
  void anSdkThatAsksForNothingOfOursIsToldWhatTheContractHas() throws Exception {
    holdAndWait();

    EntityMetadata told = GetEntityResponse.parseFrom(
        Sidecar.call(sidecar.channel(), "GetEntity",
            GetEntityRequest.newBuilder().setInstanceId(B.instanceId()).build().toByteArray()))
        .getEntity();

    assertThat(told.getLockedBy().getValue()).isEqualTo("owner");
    assertThat(told.hasLockWaiters()).isFalse();
    assertThat(GetEntityResponse.parseFrom(
        Sidecar.call(sidecar.channel(), "GetEntity",
            GetEntityRequest.newBuilder().setInstanceId(A.instanceId()).build().toByteArray()))
        .getExists()).isFalse();
  }

  @Test
  void whoHoldsLocksIsNotEndedWithoutBeingAsked() throws Exception {
    holdAndWait();

    assertThat(endedNot("owner", "waiter", "nobody", "", "x".repeat(3_000), A.instanceId()))
        .containsExactly("owner", "nobody", "", "x".repeat(3_000), A.instanceId());
    assertThat(sidecar.status("owner"))
        .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_RUNNING);
    assertThat(sidecar.status("waiter"))
        .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_TERMINATED);

    client.raiseEvent("owner", "go", "");
    assertThat(sidecar.end("owner").getOrchestrationStatus())
        .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_COMPLETED);
  }

  private List<String> endedNot(String... ids) throws Exception {
    return SkipGracefulOrchestrationTerminationsResponse.parseFrom(
        sidecar.call("SkipGracefulOrchestrationTerminations",
            SkipGracefulOrchestrationTerminationsRequest.newBuilder()
                .setInstanceBatch(InstanceBatch.newBuilder().addAllInstanceIds(List.of(ids)))
                .build()))
        .getUnterminatedInstanceIdsList();
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long end = System.nanoTime() + Sidecar.PATIENCE.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime() - end).isNegative();
      Thread.sleep(Duration.ofMillis(5));
    }
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
