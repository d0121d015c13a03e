package dev.perdure.server.http.v1;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.InstanceState;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.PurgeOutcome;
import dev.perdure.sdk.port.Hub;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One operation on all instances that match, done one after the other with a few under way at a
/// time. Instances that are created later than the job are not touched.
final class Job implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Job.class);

  private static final int UNDER_WAY = 32;
  private static final int PAGE = 200;
  private static final int MOST_PROBLEMS = 20;

  private final String id;
  private final Order order;
  private final Instant created;
  private final Semaphore room = new Semaphore(UNDER_WAY);
  private final List<Trouble> troubles = new ArrayList<>();
  private State state = State.WAITING;
  private long done;
  private long skipped;
  private long failed;

  /// What is done to each instance.
  enum Operation {
    TERMINATE, SUSPEND, RESUME, REWIND, RESTART, PURGE;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// How far the job is.
  enum State {
    WAITING, RUNNING, COMPLETED, CANCELED, FAILED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean isOver() {
      return this == COMPLETED || this == CANCELED || this == FAILED;
    }
  }

  /// What is asked for.
  ///
  /// @param search finds the instances
  /// @param operation what is done to them
  /// @param filter which instances
  /// @param reason why, for the history
  record Order(Search search, Operation operation, Filter filter, @Nullable String reason) {}

  /// An instance on which it could not be done.
  record Trouble(String instanceId, String message) {}

  /// What can be seen of a job.
  ///
  /// @param done the instances on which it took effect
  /// @param skipped those that already were as asked, or may not be touched in their status
  /// @param failed those on which it failed
  /// @param troubles the first of those that were skipped or failed
  record Progress(State state, long done, long skipped, long failed, List<Trouble> troubles) {}

  Job(String id, Order order, Instant created) {
    this.id = id;
    this.order = order;
    this.created = created;
  }

  String id() {
    return id;
  }

  Order order() {
    return order;
  }

  Instant created() {
    return created;
  }

  synchronized Progress progress() {
    return new Progress(state, done, skipped, failed, List.copyOf(troubles));
  }

  /// Stops it after what is under way.
  synchronized void cancel() {
    state = state.isOver() ? state : State.CANCELED;
  }

  @Override
  public void run() {
    begin();
    try {
      order.search().walk(order.filter().until(created), false, PAGE, this::act);
      room.acquire(UNDER_WAY); // All that is under way has ended.
      end(State.COMPLETED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(State.CANCELED);
    } catch (RuntimeException e) { // Whatever the hub cannot do ends the job, and is told.
      log.warn("The job {} ended early", id, e);
      trouble("", String.valueOf(e.getMessage()));
      end(State.FAILED);
    }
  }

  /// Whether to go on.
  private boolean act(InstanceState instance) {
    if (isOver()) {
      return false;
    }
    room.acquireUninterruptibly();
    String instanceId = instance.instanceId();
    CompletionStage<?> _ = outcome(order.search().hub().hub(), instanceId)
        .whenComplete((outcome, failure) -> {
          count(instanceId, outcome, failure);
          room.release();
        });
    return true;
  }

  private CompletionStage<Outcome> outcome(Hub hub, String instanceId) {
    String reason = order.reason();
    try {
      return switch (order.operation()) {
        case TERMINATE -> hub.terminate(instanceId, ControlHandlers.quoted(reason), false);
        case SUSPEND -> hub.suspend(instanceId, reason);
        case RESUME -> hub.resume(instanceId, reason);
        case REWIND -> hub.rewind(instanceId, reason);
        case RESTART -> hub.restart(instanceId, true);
        case PURGE -> hub.purge(instanceId, false).thenApply(it -> purged(instanceId, it));
      };
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Outcome purged(String instanceId, PurgeOutcome outcome) {
    if (outcome.refused() != null) {
      return outcome.refused();
    }
    return outcome.removed() == 0
        ? new Outcome.NotFound(instanceId)
        : new Outcome.Accepted(new ExecutionKey(instanceId, ""));
  }

  private synchronized void count(
      String instanceId, @Nullable Outcome outcome, @Nullable Throwable failure) {
    switch (outcome) {
      case null -> {
        failed++;
        trouble(instanceId, String.valueOf(failure));
      }
      case Outcome.Accepted _ -> done++;
      case Outcome.NoEffect it -> skip(instanceId, it.message());
      case Outcome.Refused it -> skip(instanceId, it.message());
      case Outcome.NotFound _ -> skip(instanceId, "It is gone");
      case Outcome.Exists _ -> skip(instanceId, "It exists");
      case Outcome.Invalid it -> fail(instanceId, it.message());
      case Outcome.TooLarge it -> fail(instanceId, it.message());
      case Outcome.Unavailable it -> fail(instanceId, it.message());
    }
  }

  private void skip(String instanceId, String message) {
    skipped++;
    trouble(instanceId, message);
  }

  private void fail(String instanceId, String message) {
    failed++;
    trouble(instanceId, message);
  }

  private synchronized void trouble(String instanceId, String message) {
    if (troubles.size() < MOST_PROBLEMS) {
      troubles.add(new Trouble(instanceId, message));
    }
  }

  private synchronized void begin() {
    state = state == State.WAITING ? State.RUNNING : state;
  }

  private synchronized boolean isOver() {
    return state.isOver();
  }

  private synchronized void end(State how) {
    state = state.isOver() ? state : how;
  }
}
