package dev.perdure.runtime;

import dev.perdure.engine.message.Message;
import dev.perdure.model.InstanceState;
import dev.perdure.model.request.EntityPage;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.InstancePage;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.model.request.Outcome;
import dev.perdure.runtime.partition.Input;
import dev.perdure.runtime.read.EntityIndex;
import dev.perdure.runtime.read.InstanceIndex;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Ends and removes everything in a hub that goes on serving: orchestrations in whatever status,
/// entities with whatever they hold.
///
/// It goes by rounds: all instances, page by page, then all entities, then a look at one moment of
/// the whole hub. What was on its way between partitions may arrive behind a round and make
/// something anew, so the hub is empty only when that look finds nothing: no instance, no entity
/// and no message on its way. Each removal is a step of its own; whoever is interrupted begins
/// again, and finds less to do.
final class Emptying {

  /// How many instances or entities are removed at a time.
  private static final int AT_A_TIME = 200;

  /// The most steps in which an entity is removed in a round, each a thousand messages.
  private static final int STEPS = 1_000;

  /// How long to wait for messages on their way.
  private static final Duration PAUSE = Duration.ofMillis(20);

  /// After so many rounds and pauses others keep adding, or a partition cannot take its messages.
  private static final int MOST_LOOKS = 1_000;

  private final TaskHub hub;
  private final HubCore core;
  private final CompletableFuture<Boolean> answer = new CompletableFuture<>();
  private int looks;

  Emptying(TaskHub hub, HubCore core) {
    this.hub = hub;
    this.core = core;
  }

  /// Begins, and answers whether the hub was empty at one moment.
  CompletionStage<Boolean> begin() {
    core.env().execute(() -> attempt(() -> removeInstances(null)));
    return answer;
  }

  private void removeInstances(@Nullable String continuation) {
    InstancePage page = instances(continuation, AT_A_TIME);
    List<CompletableFuture<Outcome>> removals = new ArrayList<>();
    for (InstanceState state : page.instances()) {
      String id = state.instanceId();
      removals.add(
          (state.status().isTerminal()
              ? hub.purgeRow(id)
              : hub.terminate(id, null, false).thenCompose(unused -> hub.purgeRow(id)))
              .toCompletableFuture());
    }
    String next = page.continuation();
    after(removals, next == null ? () -> removeEntities(null) : () -> removeInstances(next));
  }

  private void removeEntities(@Nullable String continuation) {
    EntityPage page = entities(continuation, AT_A_TIME);
    List<CompletableFuture<Outcome>> removals = new ArrayList<>();
    page.entities().forEach(
        entity -> removals.add(purge(entity.id().instanceId(), STEPS).toCompletableFuture()));
    String next = page.continuation();
    after(removals, next == null ? this::look : () -> removeEntities(next));
  }

  /// A long queue takes several steps; there is nothing left when there is no such entity. One that
  /// others fill as fast is left to the next round.
  private CompletionStage<Outcome> purge(String entityId, int steps) {
    return core.ask(new Message.PurgeEntity(entityId), null).thenCompose(
        outcome -> outcome instanceof Outcome.Accepted && steps > 1
            ? purge(entityId, steps - 1)
            : CompletableFuture.completedFuture(outcome));
  }

  private void look() {
    boolean empty;
    List<Integer> senders;
    try (Snapshot snapshot = core.store().snapshot()) {
      empty = instances(snapshot, null, 1).instances().isEmpty()
          && entities(snapshot, null, 1).entities().isEmpty();
      senders = senders(snapshot);
    }
    if (empty && senders.isEmpty()) {
      answer.complete(true);
    } else if (++looks == MOST_LOOKS) {
      answer.complete(false);
    } else if (empty) {
      // Those that have arrived are forgotten with the next batch, which may be long in coming.
      senders.forEach(partition -> core.give(partition, new Input.ForgetDelivered()));
      core.env().schedule(PAUSE, () -> attempt(this::look));
    } else {
      removeInstances(null);
    }
  }

  /// The partitions with messages to others that may be on their way.
  private List<Integer> senders(Snapshot snapshot) {
    List<Integer> senders = new ArrayList<>();
    byte[] outbox = Keys.allOutbox();
    for (int partition = 0; partition < core.partitions(); partition++) {
      try (Cursor cursor = snapshot.partition(partition).scan(outbox, Keys.after(outbox))) {
        if (cursor.next()) {
          senders.add(partition);
        }
      }
    }
    return senders;
  }

  private InstancePage instances(@Nullable String continuation, int most) {
    try (Snapshot snapshot = core.store().snapshot()) {
      return instances(snapshot, continuation, most);
    }
  }

  private InstancePage instances(Snapshot snapshot, @Nullable String continuation, int most) {
    return InstanceIndex.page(
        snapshot, core.partitions(),
        new InstanceQuery(InstanceFilter.ALL, most, continuation, false));
  }

  private EntityPage entities(@Nullable String continuation, int most) {
    try (Snapshot snapshot = core.store().snapshot()) {
      return entities(snapshot, continuation, most);
    }
  }

  private EntityPage entities(Snapshot snapshot, @Nullable String continuation, int most) {
    return EntityIndex.page(
        snapshot, core.partitions(),
        new EntityQuery(
            null, null, null, new EntityQuery.Fetch(false, true), most, continuation));
  }

  /// Goes on when all is removed. A hub that has stopped or failed is not asked again and again.
  private void after(List<CompletableFuture<Outcome>> removals, Runnable next) {
    CompletableFuture<?> unusedStage = CompletableFuture
        .allOf(removals.toArray(CompletableFuture[]::new))
        .whenCompleteAsync((unused, failure) -> attempt(() -> {
          if (removals.stream().map(CompletableFuture::join)
              .anyMatch(Outcome.Unavailable.class::isInstance)) {
            answer.complete(false);
          } else {
            next.run();
          }
        }), core.env()::execute);
  }

  private void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }
}
