package dev.perdure.runtime;

import dev.perdure.engine.message.Message;
import dev.perdure.model.EntityId;
import dev.perdure.model.InstanceState;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.InstanceFilter;
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

/// Ends and removes everything in a hub that goes on serving: orchestrations in whatever status,
/// entities with whatever they hold.
///
/// It goes by passes. Each looks at one moment of the whole hub and removes what it finds. What was
/// on its way between partitions may arrive afterwards and make something anew, so the hub is empty
/// only when a pass finds nothing: no instance, no entity and no message on its way. Each removal
/// is a step of its own; whoever is interrupted begins again, and finds less to do.
final class Emptying {

  /// How many instances and entities are removed at a time.
  private static final int AT_A_TIME = 200;

  /// How long to wait for messages on their way.
  private static final Duration PAUSE = Duration.ofMillis(20);

  /// After so many passes that found something although the one before had removed all that it had
  /// found, somebody else is at work.
  private static final int MOST_PAUSES = 1_000;

  private final TaskHub hub;
  private final HubCore core;
  private final CompletableFuture<Boolean> answer = new CompletableFuture<>();
  private int pauses;

  Emptying(TaskHub hub, HubCore core) {
    this.hub = hub;
    this.core = core;
  }

  /// Begins, and answers whether the hub was empty at one moment.
  CompletionStage<Boolean> begin() {
    core.env().execute(this::pass);
    return answer;
  }

  private void pass() {
    try {
      Found found = look();
      if (!found.nothing()) {
        remove(found);
      } else if (found.senders().isEmpty()) {
        answer.complete(true);
      } else if (pauses++ < MOST_PAUSES) {
        // Those that have arrived are forgotten with the next batch, which may be long in coming.
        found.senders().forEach(it -> core.give(it, new Input.ForgetDelivered()));
        core.env().schedule(PAUSE, this::pass);
      } else {
        answer.complete(false);
      }
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  private Found look() {
    try (Snapshot snapshot = core.store().snapshot()) {
      List<InstanceState> instances = InstanceIndex.page(
          snapshot, core.partitions(),
          new InstanceQuery(InstanceFilter.ALL, AT_A_TIME, null, false)).instances();
      List<EntityId> entities = EntityIndex.page(
          snapshot, core.partitions(),
          new EntityQuery(
              null, null, null, new EntityQuery.Fetch(false, true), AT_A_TIME, null))
          .entities().stream().map(EntityState::id).toList();
      List<Integer> senders = new ArrayList<>();
      byte[] outbox = Keys.allOutbox();
      for (int partition = 0; partition < core.partitions(); partition++) {
        try (Cursor cursor = snapshot.partition(partition).scan(outbox, Keys.after(outbox))) {
          if (cursor.next()) {
            senders.add(partition);
          }
        }
      }
      return new Found(instances, entities, senders);
    }
  }

  private void remove(Found found) {
    List<CompletableFuture<Outcome>> removals = new ArrayList<>();
    for (InstanceState state : found.instances()) {
      String id = state.instanceId();
      removals.add(
          (state.status().isTerminal()
              ? hub.purgeRow(id)
              : hub.terminate(id, null, false).thenCompose(unused -> hub.purgeRow(id)))
              .toCompletableFuture());
    }
    for (EntityId id : found.entities()) {
      removals.add(core.ask(new Message.PurgeEntity(id.instanceId()), null));
    }
    CompletableFuture<?> unusedStage = CompletableFuture
        .allOf(removals.toArray(CompletableFuture[]::new))
        .whenCompleteAsync((unused, failure) -> removed(removals, failure), core.env()::execute);
  }

  /// A hub that has stopped or failed is not asked again and again.
  private void removed(List<CompletableFuture<Outcome>> removals, Throwable failure) {
    if (failure != null) {
      answer.completeExceptionally(failure);
    } else if (removals.stream().map(CompletableFuture::join)
        .anyMatch(Outcome.Unavailable.class::isInstance)) {
      answer.complete(false);
    } else {
      pass();
    }
  }

  /// What a pass has found.
  ///
  /// @param senders the partitions with messages to others that may be on their way
  private record Found(
      List<InstanceState> instances, List<EntityId> entities, List<Integer> senders) {

    boolean nothing() {
      return instances.isEmpty() && entities.isEmpty();
    }
  }
}
