package dev.perdure.testing.simulation;

import dev.perdure.model.Action;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.model.work.HistoryPosition;
import dev.perdure.model.work.TurnResult;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.testing.simulation.chance.Choices;
import dev.perdure.testing.simulation.check.Oracle;
import dev.perdure.testing.simulation.program.Account;
import dev.perdure.testing.simulation.program.Interpreter;
import dev.perdure.testing.simulation.program.OlderForm;
import dev.perdure.testing.simulation.program.Program;
import dev.perdure.testing.simulation.program.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A worker that runs programs. A local one dies with its hub; a remote one outlives it and answers
/// late, with tokens of a hub that is no more. Both forget, repeat, and give back.
final class ProgramWorker {

  /// An execution as a worker keeps it from turn to turn.
  private record Session(HistoryPosition position, List<HistoryEvent> events) {}

  /// For how long a worker has no room at most, in nanoseconds.
  private static final int MOST_FULL = 2_000_000_000;

  private final World world;
  private final HubProcess process;
  private final int number;
  private final boolean local;
  private final Choices choices;
  private final Choices fullness;
  private final EntityWork entityWork;
  private final OlderForm olderForm;
  private final WorkerOffer offer;
  private @Nullable Connection connection;

  ProgramWorker(World world, HubProcess process, int number, boolean local) {
    this.world = world;
    this.choices = world.chance().of("worker " + number);
    this.fullness = world.chance().of("fullness of worker " + number);
    this.process = process;
    this.number = number;
    this.local = local;
    this.entityWork = new EntityWork(
        world, world.chance().of("worker " + number + " at entities"));
    this.olderForm = new OlderForm(
        world.chance().of("worker " + number + " speaking to entities"));
    this.offer = new WorkerOffer(
        Set.of(Program.ORCHESTRATOR), Set.of(Program.ACTIVITY), Set.of(Account.NAME),
        choices.pick(1, 3, 100), choices.pick(1, 4, 100), entityWork.atOnce());
    process.listen(() -> connectSoon(1_000_000), () -> connection = null);
  }

  private void connectSoon(long delay) {
    world.after(delay, "connect", this::connect);
  }

  private void connect() {
    HubProcess.Opening opening = process.opening();
    if (opening != null && connection == null) {
      Connection next = new Connection(opening);
      connection = next;
      next.line = opening.front().connect(offer, local, next);
    }
  }

  /// The connection breaks; the worker comes again after a while.
  void lose() {
    Connection lost = connection;
    if (lost != null && lost.line != null) {
      world.trace().say("a worker is lost");
      leave(lost);
      lost.line.close();
    }
  }

  private void leave(Connection lost) {
    connection = null;
    lost.lost = true;
    connectSoon(TimeUnit.MILLISECONDS.toNanos(choices.below(4_000)));
  }

  /// What the hub sees of the worker, from its coming to its going.
  private final class Connection implements Front.Visitor {
    private final HubProcess.Opening opening;
    private final Scheduler.Life life;
    private final Map<ExecutionKey, Session> sessions = new HashMap<>();
    private Front.@Nullable Connection line;
    private boolean lost;
    private boolean full;

    Connection(HubProcess.Opening opening) {
      this.opening = opening;
      this.life = local ? opening.life() : world.scheduler().forever();
    }

    @Override
    public int number() {
      return number;
    }

    @Override
    public boolean hasRoom() {
      return !full;
    }

    /// For a while there is no room for more, however little there is.
    private void fillUp() {
      full = true;
      world.after(fullness.below(MOST_FULL), "room again", () -> {
        full = false;
        if (line != null && !lost && !opening.life().ended()) {
          line.roomAgain();
        }
      });
    }

    @Override
    public void accept(WorkItem item) {
      if (fullness.oneIn(8)) {
        fillUp();
      }
      if (local && item instanceof WorkItem.Turn && choices.oneIn(4)) {
        begin(item);
      } else {
        world.scheduler().after(
            world.faults().workDelay(), "work", life, () -> begin(item));
      }
    }

    @Override
    public void forget(ExecutionKey execution) {
      sessions.remove(execution);
    }

    @Override
    public void ended() {
      world.trace().say("a worker's connection is ended");
      if (equals(connection)) {
        leave(this);
      }
    }

    private void begin(WorkItem item) {
      if (world.faults().losesWork()) {
        loseSoon();
      } else if (world.faults().abandonsWork()) {
        if (!lost) {
          front().abandon(item, "the simulation says so");
        }
      } else {
        switch (item) {
          case WorkItem.Turn turn -> begin(turn);
          case WorkItem.Activity activity -> begin(activity);
          case WorkItem.EntityBatch batch -> begin(batch);
        }
      }
    }

    /// Work that is never answered holds its place until the worker goes.
    private void loseSoon() {
      world.after(
          TimeUnit.SECONDS.toNanos(choices.below(30)), "lose worker",
          () -> {
            if (equals(connection)) {
              lose();
            }
          });
    }

    private void begin(WorkItem.Turn turn) {
      Session session = sessions.get(turn.token().execution());
      if (turn.position().events() == 0) {
        run(turn, List.of());
      } else if (session != null && session.position().equals(turn.position())
          && choices.oneIn(2)) {
        run(turn, session.events());
      } else if (!opening.life().ended() && !lost) {
        opening.front().history(turn).whenComplete(
            (events, failure) -> world.scheduler().after(
                choices.below(1_000_000), "history", life,
                () -> {
                  if (events != null) {
                    run(turn, events);
                  } else {
                    front().abandon(turn, "there is no history");
                  }
                }));
      }
    }

    private void run(WorkItem.Turn turn, List<HistoryEvent> past) {
      world.findings().check(past.size() == turn.position().events(), Oracle.REPLAY,
          () -> "A turn at " + turn.position() + " got a history of " + past.size() + " events");
      try {
        List<HistoryEvent> before = OlderForm.meant(past);
        List<HistoryEvent> news = OlderForm.meant(turn.newEvents());
        TurnResult result = Interpreter.turn(world.programs(), before, news);
        keep(turn, before, news, result);
        if (result.actions().stream().anyMatch(it -> it instanceof Action.CancelTimer)) {
          world.faults().count("- timer cancelled");
        }
        Interpreter.dropped(world.programs(), before, news).forEach(world.ledger()::dropped);
        leaves(turn, result);
        TurnResult said = olderForm.of(result, world.faults()::count);
        answer(() -> front().completeTurn(turn.token(), said));
      } catch (IllegalStateException e) {
        world.findings().add(Oracle.REPLAY, turn.token() + ": " + e.getMessage());
      }
    }

    /// Tells the ledger what the turn asks of entities: when an execution is replaced in the very
    /// batch of its last turn, none of its history becomes durable.
    private void leaves(WorkItem.Turn turn, TurnResult result) {
      List<Action> actions = result.actions();
      List<HistoryEvent> events = new ArrayList<>();
      for (Action action : actions) {
        if (action instanceof Action.SignalEntity || action instanceof Action.CallEntity) {
          events.add(Objects.requireNonNull(Interpreter.recorded(action, world.now())));
        }
      }
      if (!events.isEmpty()) {
        world.ledger().entities().leaves(
            turn.token().execution(), events,
            actions.getLast() instanceof Action.ContinueAsNew);
      }
    }

    private void keep(
        WorkItem.Turn turn, List<HistoryEvent> past, List<HistoryEvent> news,
        TurnResult result) {
      List<HistoryEvent> events = new ArrayList<>(past);
      events.addAll(news);
      for (Action action : result.actions()) {
        HistoryEvent recorded = Interpreter.recorded(action, news.get(0).timestamp());
        if (recorded != null) {
          events.add(recorded);
        }
      }
      sessions.put(
          turn.token().execution(),
          new Session(
              new HistoryPosition(turn.position().incarnation(), events.size()), events));
    }

    private void begin(WorkItem.Activity activity) {
      String input = String.valueOf(activity.input());
      boolean durable = world.ledger().scheduled(activity.token(), activity.input());
      world.findings().check(durable, Oracle.ACTIVITY,
          () -> activity.token() + " runs with " + input + ", but is not durably scheduled");
      world.ledger().begins(activity.token(), world.faults().calm());
      world.faults().count("- activity run");
      world.scheduler().after(
          world.faults().workDelay(), "activity", life,
          () -> answer(
              () -> front().completeActivity(
                  activity.token(), Step.outcome(input, world.mended()))));
    }

    private void begin(WorkItem.EntityBatch batch) {
      entityWork.begins(batch);
      world.scheduler().after(world.faults().workDelay(), "operations", life, () -> {
        EntityBatchResult result = entityWork.perform(batch);
        answer(() -> front().completeEntityBatch(batch.token(), result));
      });
    }

    private void answer(Runnable answer) {
      answer.run();
      if (world.faults().repeatsAnswer()) {
        world.scheduler().after(world.faults().workDelay(), "repeat", life, answer);
      }
    }

    /// The front of the hub that gave the work, or of the one that runs now: late answers reach
    /// whoever is there.
    private Front front() {
      HubProcess.Opening present = process.opening();
      if (present == null || !opening.life().ended()) {
        return opening.front();
      }
      world.faults().count("- answer to a process that is no more");
      return present.front();
    }
  }
}
