package dev.perdure.testing.simulation;

import dev.perdure.engine.state.Orchestration;
import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.runtime.TaskHub;
import dev.perdure.testing.simulation.check.EntityLedger;
import dev.perdure.testing.simulation.check.Oracle;
import dev.perdure.testing.simulation.program.Interpreter;
import dev.perdure.testing.simulation.program.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;

/// Lets everything come to its end once nothing goes wrong any more: suspended instances are
/// resumed, and events are raised that somebody waits for. What does not go on although nothing
/// stands in its way has lost something.
final class Settling {
  private static final long ROUND = TimeUnit.HOURS.toNanos(1);
  private static final int ROUNDS = 400;

  /// How long everything may take that nothing stands in the way of.
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final World world;
  private final HubProcess process;
  private int raised;
  private final List<CompletableFuture<?>> repeated = new ArrayList<>();
  private long changes;

  Settling(World world, HubProcess process) {
    this.world = world;
    this.process = process;
  }

  /// Lets everything come to its end.
  ///
  /// @param proceed lets the next thing happen until a time, if there is one
  void settle(LongPredicate proceed) {
    for (int round = 0; round < ROUNDS; round++) {
      long until = world.scheduler().nanos() + ROUND;
      while (proceed.test(until)) {
        // Time passes.
      }
      repeat();
      if (world.findings().any()) {
        return;
      }
      List<Orchestration> open = world.ledger().instances().stream()
          .filter(row -> !row.status().isTerminal()).toList();
      if (open.isEmpty() && entitiesRest() && repeated.isEmpty()) {
        return;
      }
      for (Orchestration row : open) {
        nudge(row);
      }
    }
    world.findings().add(Oracle.LIVENESS, "After all rounds there are still open instances: "
        + world.ledger().instances());
  }

  /// Asks once more, while it is remembered, what was answered, and looks for the answers a round
  /// later.
  private void repeat() {
    world.findings().check(repeated.stream().allMatch(CompletableFuture::isDone), Oracle.LIVENESS,
        () -> "A request that was answered is not answered again");
    repeated.clear();
    HubProcess.Opening opening = process.opening();
    if (opening != null) {
      world.repeats()
          .forEach(ask -> repeated.add(ask.apply(opening.hub()).toCompletableFuture()));
    }
    world.repeats().clear();
  }

  /// Whether no entity has anything left to do. When no orchestration is open any more, nothing
  /// stands in the way of any, but the time of what was scheduled.
  private boolean entitiesRest() {
    EntityLedger entities = world.ledger().entities();
    List<String> busy = entities.busy();
    boolean patience = entities.changes() > changes || entities.hasDelayed();
    changes = entities.changes();
    world.findings().check(busy.isEmpty() || patience, Oracle.LIVENESS,
        () -> "At " + world.now() + " nothing stands in the way of " + busy
            + ", but they do not go on");
    return busy.isEmpty();
  }

  private void nudge(Orchestration row) {
    HubProcess.Opening opening = process.opening();
    if (opening == null) {
      world.findings().add(Oracle.LIVENESS, "The process does not come back");
      return;
    }
    TaskHub hub = opening.hub();
    EntityLedger entities = world.ledger().entities();
    String id = row.execution().instanceId();
    if (row.status() == OrchestrationStatus.SUSPENDED) {
      hub.resume(id, "settler " + ++raised);
      return;
    }
    List<HistoryEvent> history = world.ledger().history(row.execution());
    boolean mayRun = !world.ledger().mails(id).isEmpty() || history.isEmpty();
    List<Waiting> waiting = mayRun
        ? List.of()
        : Interpreter.waiting(world.programs(), history, List.of());
    Instant start = row.times().scheduledStart();
    boolean patience = row.times().lastUpdated().isAfter(world.now().minus(PATIENCE))
        || (start != null && start.isAfter(world.now().minus(PATIENCE)));
    patience |= entities.regains(row.execution()) && entities.lockedForOthers(row.execution());
    for (Waiting what : waiting) {
      patience |= switch (what) {
        case Waiting.ForEvent event -> {
          hub.raiseEvent(id, event.name(), "settler " + ++raised, null);
          yield true;
        }
        case Waiting.ForChild child -> openChild(history, child.id());
        case Waiting.ForTimer timer -> notDue(history, timer.id());
        case Waiting.ForTask unused -> false;
        case Waiting.ForCall unused -> entities.lockedForOthers(row.execution());
        case Waiting.ForLocks unused -> entities.lockedForOthers(row.execution());
      };
    }
    world.findings().check(patience, Oracle.LIVENESS,
        () -> "At " + world.now() + " nothing stands in the way of " + row
            + ", but it does not go on; it has the mail " + world.ledger().mails(id)
            + " and the history " + history);
  }

  private boolean notDue(List<HistoryEvent> history, int id) {
    return history.stream().anyMatch(
        event -> event.eventId() == id && event.body() instanceof EventBody.TimerCreated created
            && created.fireAt().isAfter(world.now().minus(PATIENCE)));
  }

  /// Whether a sub-orchestration that is waited for is itself still open.
  private boolean openChild(List<HistoryEvent> history, int id) {
    for (HistoryEvent event : history) {
      if (event.eventId() == id
          && event.body() instanceof EventBody.SubOrchestrationCreated created) {
        Orchestration child = world.ledger().row(created.instanceId());
        return child != null && !child.status().isTerminal();
      }
    }
    return false;
  }
}
