package dev.perdure.testing.simulation;

import dev.perdure.engine.state.Orchestration;
import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.runtime.TaskHub;
import dev.perdure.testing.simulation.check.Finding;
import dev.perdure.testing.simulation.check.Findings;
import dev.perdure.testing.simulation.check.HistoryCheck;
import dev.perdure.testing.simulation.check.Ledger;
import dev.perdure.testing.simulation.check.Oracle;
import dev.perdure.testing.simulation.check.RowCheck;
import dev.perdure.testing.simulation.program.Interpreter;
import dev.perdure.testing.simulation.program.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// One run: random programs, workers and clients on a hub in a world with faults, then a world
/// without faults in which everything has to come to its end.
///
/// Design. Production code runs unchanged above [SimEnv] and [SimStore]; nothing in here knows what
/// it does inside. All chance comes from [Choices], all that happens is an event of [Scheduler],
/// and whatever becomes durable passes [Ledger], so that a crash is no more than forgetting the hub
/// and its events. Judges never draw: watching a run does not change it.
public final class Simulation {
  private static final long CHAOS = TimeUnit.MINUTES.toNanos(90);
  private static final long ROUND = TimeUnit.HOURS.toNanos(1);
  private static final int ROUNDS = 400;

  /// How long everything may take that nothing stands in the way of.
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final long MOST_EVENTS = 300_000;

  /// What came of a run.
  ///
  /// @param faults how often each fault happened, and each rare situation
  /// @param hash the digest of everything that happened
  /// @param turns how many turns were run again
  public record Result(
      List<Finding> findings, Map<String, Integer> faults, long hash, long events, int turns,
      int choices) {}

  private final World world;
  private final HubProcess process;
  private final List<ProgramWorker> workers = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private int raised;

  private Simulation(
      Choices choices, Mutation mutation, Consumer<String> listener,
      boolean listening) {
    Trace trace = new Trace(listener, listening);
    Findings findings = new Findings();
    List<String> ids = List.of("a", "b", "c", "d", "e").subList(0, choices.between(1, 5));
    world = new World(
        choices, new Scheduler(trace), new Faults(choices), trace, findings, new Ledger(findings),
        new ProgramGenerator(choices, ids).programs(), new Scheduler.Life(), ids);
    process = new HubProcess(world, mutation);
    int count = choices.between(1, 3);
    for (int i = 0; i < count; i++) {
      workers.add(new ProgramWorker(world, process, choices.oneIn(2)));
    }
    process.open();
    int clientCount = choices.between(1, 3);
    for (int i = 0; i < clientCount; i++) {
      clients.add(new Client(world, process, i));
    }
  }

  /// Runs a simulation.
  ///
  /// @param mutation the mistake that is planted, if any
  /// @param listener hears what happens
  public static Result run(
      Choices choices, Mutation mutation, Consumer<String> listener,
      boolean listening) {
    Simulation simulation = new Simulation(choices, mutation, listener, listening);
    int turns = simulation.run();
    World world = simulation.world;
    return new Result(
        world.findings().all(), world.faults().counts(), world.trace().hash(),
        world.scheduler().happened(), turns, choices.count());
  }

  /// Runs a simulation of the engine as it is.
  public static Result run(Choices choices) {
    return run(choices, Mutation.NONE, unused -> {}, false);
  }

  private int run() {
    world.trace().say("programs: " + world.programs());
    try {
      while (!clients.stream().allMatch(Client::done) && proceed(CHAOS)) {
        disturb();
      }
      world.faults().end();
      settle();
    } catch (RuntimeException e) {
      StringBuilder where = new StringBuilder(e.toString());
      for (StackTraceElement frame : e.getStackTrace()) {
        where.append(" at ").append(frame);
      }
      world.findings().add(Oracle.ERROR, where.toString());
    }
    if (world.findings().any()) {
      return 0;
    }
    RowCheck.judge(process.disk(), world.ledger(), world.findings());
    return new HistoryCheck(world.programs(), world.findings()).judge(world.ledger());
  }

  private boolean proceed(long until) {
    if (world.findings().any()) {
      return false;
    }
    if (world.scheduler().happened() > MOST_EVENTS) {
      world.findings().add(Oracle.LIVENESS, "There is no end to what happens");
      return false;
    }
    try {
      return world.scheduler().step(until);
    } catch (Crash e) {
      return true;
    }
  }

  private void disturb() {
    if (world.faults().crashesHere()) {
      process.crash();
    }
    if (world.faults().stealsPartition()) {
      process.steal();
    }
    if (world.faults().overlapsProcesses()) {
      process.overlap();
    }
    if (world.faults().losesWorker()) {
      workers.get(world.choices().below(workers.size())).lose();
    }
  }

  /// Lets everything come to its end: suspended instances are resumed, events are raised that
  /// somebody waits for, and workers that hold lost work go and come again.
  private void settle() {
    for (int round = 0; round < ROUNDS; round++) {
      long until = world.scheduler().nanos() + ROUND;
      while (proceed(until)) {
        // Time passes.
      }
      if (world.findings().any()) {
        return;
      }
      List<Orchestration> open = world.ledger().instances().stream()
          .filter(row -> !row.status().isTerminal()).toList();
      if (open.isEmpty()) {
        return;
      }
      for (Orchestration row : open) {
        nudge(row);
      }
    }
    world.findings().add(Oracle.LIVENESS, "After all rounds there are still open instances: "
        + world.ledger().instances());
  }

  private void nudge(Orchestration row) {
    HubProcess.Opening opening = process.opening();
    if (opening == null) {
      world.findings().add(Oracle.LIVENESS, "The process does not come back");
      return;
    }
    TaskHub hub = opening.hub();
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
    boolean patience = row.times().lastUpdated().isAfter(now().minus(PATIENCE));
    for (Waiting what : waiting) {
      patience |= switch (what) {
        case Waiting.ForEvent event -> {
          hub.raiseEvent(id, event.name(), "settler " + ++raised, null);
          yield true;
        }
        case Waiting.ForChild child -> openChild(history, child.id());
        case Waiting.ForTimer timer -> notDue(history, timer.id());
        case Waiting.ForTask unused -> false;
      };
    }
    world.findings().check(patience, Oracle.LIVENESS,
        "At " + now() + " nothing stands in the way of " + row + ", but it does not go on; it has "
            + "the mail " + world.ledger().mails(id) + " and the history " + history);
  }

  private Instant now() {
    return SimEnv.wall(world.scheduler().nanos());
  }

  private boolean notDue(List<HistoryEvent> history, int id) {
    return history.stream().anyMatch(
        event -> event.eventId() == id && event.body() instanceof EventBody.TimerCreated created
            && created.fireAt().isAfter(now().minus(PATIENCE)));
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
