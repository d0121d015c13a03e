package dev.perdure.benchmarks;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.model.EntityId;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.EntityPage;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.StartRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/// W4: entities, signaled by clients and called by orchestrators. What counts is what they have
/// performed, durably, and not what was accepted.
final class EntityWorkloads {
  private static final int WINDOW = 20_000;

  private final EmbeddedHub hub;

  EntityWorkloads(EmbeddedHub hub) {
    this.hub = hub;
  }

  /// Signals entities for a while, and waits until they have performed everything.
  ///
  /// @return how many operations were performed in a second
  double signals(String prefix, int keys, Duration length) {
    Semaphore window = new Semaphore(WINDOW);
    AtomicLong refused = new AtomicLong();
    long began = System.nanoTime();
    long end = began + length.toNanos();
    long sent = 0;
    while (System.nanoTime() < end) {
      window.acquireUninterruptibly();
      EntityId entity = new EntityId("counter", prefix + sent++ % keys);
      CompletionStage<?> _ = hub.signalEntity(OperationRequest.of(entity, "add", "1"))
          .whenComplete((outcome, _) -> {
            if (!(outcome instanceof Outcome.Accepted)) {
              refused.incrementAndGet();
            }
            window.release();
          });
    }
    window.acquireUninterruptibly(WINDOW);
    // Every sender's order holds, so that these come behind everything.
    List<CompletableFuture<?>> last = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      last.add(
          hub.callEntity(
              OperationRequest.of(new EntityId("counter", prefix + i), "get", null))
              .toCompletableFuture());
    }
    CompletableFuture.allOf(last.toArray(CompletableFuture[]::new)).join();
    if (refused.get() > 0) {
      throw new IllegalStateException("Expected no refusal, but got " + refused);
    }
    return sent / ((System.nanoTime() - began) / 1e9);
  }

  /// Lets orchestrators call entities, each one entity after the other.
  ///
  /// @return how many calls were answered in a second
  double calls(int inFlight, int callsEach, Duration length) {
    Semaphore window = new Semaphore(inFlight);
    AtomicLong ended = new AtomicLong();
    long began = System.nanoTime();
    long end = began + length.toNanos();
    while (System.nanoTime() < end) {
      window.acquireUninterruptibly();
      CompletionStage<?> _ = hub
          .start(StartRequest.of(null, "CallEntities", Integer.toString(callsEach)))
          .thenCompose(outcome -> hub.awaitCompletion(Workloads.id(outcome), false))
          .whenComplete((state, _) -> {
            if (state != null && state.isPresent()
                && state.get().status() == OrchestrationStatus.COMPLETED) {
              ended.incrementAndGet();
            }
            window.release();
          });
    }
    window.acquireUninterruptibly(inFlight);
    return ended.get() * callsEach / ((System.nanoTime() - began) / 1e9);
  }

  /// Queues operations of one entity that is locked, so that nobody performs them yet.
  ///
  /// @return the orchestration that has it locked
  String queue(EntityId entity, int count) {
    String holder = Workloads.id(
        hub.start(StartRequest.of(null, "Hold", "\"" + entity.key() + "\""))
            .toCompletableFuture().join());
    while (lockedBy(entity).isEmpty()) {
      Thread.onSpinWait();
    }
    Semaphore window = new Semaphore(WINDOW);
    for (int i = 0; i < count; i++) {
      window.acquireUninterruptibly();
      CompletionStage<?> _ = hub.signalEntity(OperationRequest.of(entity, "add", "1"))
          .whenComplete((_, _) -> window.release());
    }
    window.acquireUninterruptibly(WINDOW);
    return holder;
  }

  /// Lets the orchestration go on that has an entity locked.
  void release(String holder) {
    hub.raiseEvent(holder, "Go", null, null).toCompletableFuture().join();
  }

  private Optional<String> lockedBy(EntityId entity) {
    EntityPage page = hub.queryEntities(
        new EntityQuery(
            entity.instanceId(), null, null, new EntityQuery.Fetch(false, true), 1, null))
        .toCompletableFuture().join();
    return page.entities().stream().flatMap(it -> Optional.ofNullable(it.lockedBy()).stream())
        .findFirst();
  }

  /// Calls an entity and waits.
  ///
  /// @return how long it took, in nanoseconds
  long call(EntityId entity) {
    long began = System.nanoTime();
    hub.callEntity(OperationRequest.of(entity, "get", null)).toCompletableFuture().join();
    return System.nanoTime() - began;
  }
}
