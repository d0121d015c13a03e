package dev.perdure.testing.simulation;

import dev.perdure.engine.state.Lane;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.Write;
import java.time.Instant;
import java.util.List;

/// A mistake that is planted on purpose, to see whether the simulation finds it. All are made below
/// the hub or beside it, so that production code needs no switch for them: a row that is never
/// written is what a runtime would leave behind that forgot to write it.
public enum Mutation {
  /// No mistake.
  NONE,
  /// The store says that batches are durable one commit before they are.
  ACKNOWLEDGES_BEFORE_KEEPING,
  /// A crash in the middle of a batch keeps the first half of it.
  TEARS_BATCHES,
  /// Some batches are said to be durable and are not kept.
  LOSES_BATCHES,
  /// Some batches become durable after later ones of their partition.
  REORDERS_BATCHES,
  /// A former owner of a partition may still commit.
  IGNORES_EPOCHS,
  /// A crash loses the last commits that were said to be durable.
  LOSES_TAIL,
  /// The clock of the hub is ahead of the time.
  RUNS_CLOCK_AHEAD,
  /// Every opening of a partition has the same incarnation, so that stale answers fit.
  REPEATS_INCARNATIONS,
  /// Accepted events are not written.
  FORGETS_MAIL(true, Keys.allMails()[0]),
  /// Messages to other partitions are not written.
  FORGETS_OUTBOX(true, Keys.allOutbox()[0]),
  /// The number of the last message taken is not written with its effect.
  FORGETS_RECEIVED(true, Keys.received(0)[0]),
  /// The number of the last message sent is not written.
  FORGETS_SENT(true, Keys.sent(0)[0]),
  /// Timers are not found again by their time.
  FORGETS_TIMERS(true, Keys.allTimers()[0]),
  /// Open timers and sub-orchestrations are not written.
  FORGETS_WAITING(true, Keys.waitingPrefix("")[0]),
  /// Scheduled activities are not written.
  FORGETS_ACTIVITIES(true, Keys.allActivities()[0]),
  /// The answers to named requests are not written.
  FORGETS_REQUESTS(true, Keys.allRequests()[0]),
  /// The index by status is not written.
  FORGETS_STATUS_INDEX(true,
      Keys.byStatus(OrchestrationStatus.RUNNING, false, Instant.EPOCH, "")[0]),
  /// The rows of entities are not written.
  FORGETS_ENTITIES(true, Keys.allEntities()[0]),
  /// The states of entities are not written.
  FORGETS_ENTITY_STATES(true, Keys.entityState("")[0]),
  /// Operations that wait for their entity are not written.
  FORGETS_OPERATIONS(true, Keys.allOperations(Lane.QUEUE)[0]),
  /// Operations of those who have locked an entity are not written.
  FORGETS_OWNED_OPERATIONS(true, Keys.allOperations(Lane.OWNED)[0]),
  /// Operations that wait for their time are not written.
  FORGETS_DELAYED(true, Keys.delayedPrefix("")[0]),
  /// Consumed events stay in the mail.
  KEEPS_MAIL(false, Keys.allMails()[0]),
  /// Answered activities stay open.
  KEEPS_ACTIVITIES(false, Keys.allActivities()[0]),
  /// Performed operations stay in the queue.
  KEEPS_OPERATIONS(false, Keys.allOperations(Lane.QUEUE)[0]),
  /// Operations whose time has come go on waiting for it.
  KEEPS_DELAYED(false, Keys.delayedPrefix("")[0]),
  /// Fired timers stay in the index by time.
  KEEPS_TIMERS(false, Keys.allTimers()[0]),
  /// Sub-orchestrations and timers that have ended stay open.
  KEEPS_WAITING(false, Keys.waitingPrefix("")[0]);

  private final boolean forgetsPuts;
  private final int family;

  Mutation() {
    this.forgetsPuts = false;
    this.family = -1;
  }

  Mutation(boolean forgetsPuts, byte family) {
    this.forgetsPuts = forgetsPuts;
    this.family = family;
  }

  /// Whether only thousands of seeds find it.
  public boolean rare() {
    return this == REPEATS_INCARNATIONS;
  }

  /// What is left of a batch.
  Batch of(Batch batch) {
    if (family < 0) {
      return batch;
    }
    List<Write> left = batch.writes().stream().filter(write -> !drops(write)).toList();
    return new Batch(batch.partition(), batch.epoch(), left);
  }

  private boolean drops(Write write) {
    return switch (write) {
      case Write.Put put -> forgetsPuts && put.key()[0] == family;
      case Write.Delete delete -> !forgetsPuts && delete.key()[0] == family;
      case Write.DeleteOnce delete -> !forgetsPuts && delete.key()[0] == family;
      case Write.DeleteRange unused -> false;
    };
  }
}
