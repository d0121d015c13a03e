package dev.perdure.stores.rocksdb.golden;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.model.EntityId;
import dev.perdure.model.request.EntityPage;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.LockWaiters;
import dev.perdure.sdk.SignalEntityOptions;
import dev.perdure.sdk.client.DurableTaskClient;
import dev.perdure.sdk.client.EntityMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// The part of [HubRecorder] that is about entities.
final class EntityRecorder {
  /// So far away that no test ever sees it come.
  static final Instant NEVER = Instant.parse("2999-01-01T00:00:00Z");

  private static final EntityQuery EVERYTHING = new EntityQuery(
      null, null, null, new EntityQuery.Fetch(true, true, true), 100, null);

  private EntityRecorder() {}

  /// What each entity shows, in lines.
  static List<String> lines(EmbeddedHub hub) {
    EntityPage page = hub.queryEntities(EVERYTHING).toCompletableFuture().join();
    return page.entities().stream().map(EntityRecorder::line).toList();
  }

  private static String line(EntityState entity) {
    List<String> waiters = Objects.requireNonNull(entity.waiters()).first().stream()
        .map(it -> it.instanceId() + " since " + it.since()).toList();
    return String.join(" | ", entity.id().instanceId(), String.valueOf(entity.exists()),
        String.valueOf(entity.state()), String.valueOf(entity.backlog()),
        String.valueOf(entity.lockedBy()), String.valueOf(entity.lockedSince()),
        waiters.toString(), entity.lastModified().toString());
  }

  static void startWhatEnds(DurableTaskClient client) {
    client.scheduleNewOrchestrationInstance("Ask", null, "asked");
  }

  static void startWhatDoesNot(DurableTaskClient client, Duration delay) throws Exception {
    client.scheduleNewOrchestrationInstance("Hold", null, "holder");
    await(client, ReleaseEntities.B, it -> it.getLockedBy().isPresent());
    await(client, ReleaseEntities.A, it -> it.getBacklogQueueSize() == 0 && it.exists());
    client.scheduleNewOrchestrationInstance("Queue", null, "queued");
    await(client, ReleaseEntities.A,
        it -> !it.getLockWaiters().map(LockWaiters::first).orElseThrow().isEmpty());
    client.signalEntity(ReleaseEntities.A, "add", 100);
    client.signalEntity(ReleaseEntities.LATER, "add", 1);
    client.signalEntity(ReleaseEntities.STRANGER, "add", 1);
    client.signalEntity(ReleaseEntities.STRANGER, "add", 2);
    client.signalEntity(ReleaseEntities.BLOCKING, "block", 8);
    await(ReleaseEntities::isBlocking);
    client.signalEntity(ReleaseEntities.BLOCKING, "add", 4);
    client.signalEntity(
        ReleaseEntities.LATER, "add", 2,
        SignalEntityOptions.defaults().withScheduledTime(Instant.now().plus(delay)));
    client.signalEntity(
        ReleaseEntities.LATER, "add", 4, SignalEntityOptions.defaults().withScheduledTime(NEVER));
  }

  private static void await(
      DurableTaskClient client, EntityId entity, Predicate<EntityMetadata> condition)
      throws Exception {
    await(() -> client.inspectEntity(entity).filter(condition).isPresent());
  }

  /// Waits until something has happened, or for twenty seconds.
  static void await(BooleanSupplier condition) throws Exception {
    for (int i = 0; i < 2_000 && !condition.getAsBoolean(); i++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    if (!condition.getAsBoolean()) {
      throw new AssertionError("Expected the condition to hold by now");
    }
  }
}
