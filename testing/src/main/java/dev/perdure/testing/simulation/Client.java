package dev.perdure.testing.simulation;

import dev.perdure.engine.state.Orchestration;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.InstanceState;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.PurgeOutcome;
import dev.perdure.model.request.ReusePolicy;
import dev.perdure.model.request.StartRequest;
import dev.perdure.runtime.TaskHub;
import dev.perdure.testing.simulation.check.Oracle;
import dev.perdure.testing.simulation.program.Program;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A client with a script from the seed. It asks one thing at a time; when no answer comes, or the
/// answer is lost, it asks the same again or goes on. It believes nothing it is told: every answer
/// is compared with what is durable at that moment.
final class Client {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  /// A request under way.
  ///
  /// @param what for people to read
  /// @param ask asks it, each time alike
  /// @param repeatable whether it carries a name, so that repeating it is safe
  private record Request(
      String what, Function<TaskHub, CompletionStage<?>> ask, @Nullable String text,
      boolean repeatable) {}

  private final World world;
  private final HubProcess process;
  private final int number;
  private int remaining;
  private int texts;
  private @Nullable Request request;
  private @Nullable Object firstAnswer;
  private int asked;
  private boolean done;

  Client(World world, HubProcess process, int number) {
    this.world = world;
    this.process = process;
    this.number = number;
    this.remaining = world.choices().between(2, 14);
    think();
  }

  /// Whether the script is at its end.
  boolean done() {
    return done;
  }

  private void think() {
    request = null;
    firstAnswer = null;
    long pause = TimeUnit.MILLISECONDS.toNanos(
        world.choices().pick(
            0, world.choices().below(4), world.choices().below(2_000),
            world.choices().below(60_000)));
    world.after(pause, "client", this::next);
  }

  private void next() {
    if (remaining-- <= 0) {
      done = true;
      return;
    }
    request = choose();
    ask();
  }

  private void ask() {
    Request present = request;
    HubProcess.Opening opening = process.opening();
    if (present == null) {
      return;
    }
    if (opening == null) {
      world.after(TimeUnit.MILLISECONDS.toNanos(100), "client", this::ask);
      return;
    }
    int attempt = ++asked;
    world.trace().say("client " + number + " asks to " + present.what());
    world.after(PATIENCE, "patience", () -> unanswered(attempt));
    CompletionStage<?> answer = present.ask().apply(opening.hub());
    answer.whenComplete((value, failure) -> {
      if (attempt == asked && failure == null) {
        judge(present, value);
        world.after(
            world.choices().below(2_000_000), "answer", () -> answered(attempt, value));
      }
    });
  }

  private void unanswered(int attempt) {
    Request present = request;
    if (attempt == asked && present != null) {
      again(present);
    }
  }

  private void again(Request present) {
    if (present.repeatable() || world.choices().oneIn(2)) {
      asked++;
      world.after(
          TimeUnit.MILLISECONDS.toNanos(world.choices().pick(0, 200, 3_000)), "client", this::ask);
    } else {
      asked++;
      think();
    }
  }

  private void answered(int attempt, Object value) {
    Request present = request;
    if (attempt != asked || present == null) {
      return;
    }
    world.trace().say("client " + number + " hears " + value + " to " + present.what());
    if (value instanceof Outcome.Unavailable) {
      again(present);
      return;
    }
    if (present.repeatable()) {
      world.findings().check(firstAnswer == null || firstAnswer.equals(value),
          Oracle.REPEATED_REQUEST,
          "To " + present.what() + " the answer was " + firstAnswer + " and is " + value);
      firstAnswer = value;
    }
    if (world.faults().losesReply()) {
      again(present);
    } else {
      asked++;
      think();
    }
  }

  /// Compares an answer with the disk, at the moment at which it is given.
  private void judge(Request present, @Nullable Object value) {
    if (!(value instanceof Outcome.Accepted accepted)) {
      return;
    }
    ExecutionKey execution = accepted.execution();
    Orchestration row = world.ledger().row(execution.instanceId());
    boolean here = row != null && row.execution().equals(execution);
    boolean replaced = row == null
        ? world.ledger().removed(execution.instanceId())
        : !here || row.status().isTerminal();
    String text = present.text();
    boolean durable = text == null
        ? world.ledger().started(execution)
        : world.ledger().saw(text);
    world.findings().check(durable || replaced, Oracle.REPLY_BEFORE_DURABLE,
        "To " + present.what() + " the answer was " + value + ", but on disk there is " + row);
  }

  private Request choose() {
    String id = world.instanceIds().get(world.choices().below(world.instanceIds().size()));
    return switch (world.choices().below(16)) {
      case 0, 1, 2, 3, 4 -> start(id);
      case 5, 6, 7 -> raise(id);
      case 8 -> control("suspend", id, (hub, text) -> hub.suspend(id, text));
      case 9 -> control("resume", id, (hub, text) -> hub.resume(id, text));
      case 10 -> {
        boolean recursive = world.choices().oneIn(2);
        yield control("terminate", id, (hub, text) -> hub.terminate(id, text, recursive));
      }
      case 11 -> new Request("rewind " + id, hub -> hub.rewind(id, "please"), null, false);
      case 12 -> {
        boolean fresh = world.choices().oneIn(3);
        yield new Request("restart " + id, hub -> hub.restart(id, fresh), null, false);
      }
      // One instance alone: purges of whole trees are not judged here yet.
      case 13 -> new Request("purge " + id, hub -> purge(hub, id), null, false);
      case 14 -> new Request("get " + id, hub -> fresh(id, hub.get(id, true)), null, false);
      default ->
        new Request("await " + id, hub -> ended(id, hub.awaitCompletion(id, true)), null, false);
    };
  }

  private String text() {
    return "client" + number + " " + ++texts;
  }

  private Request start(String poolId) {
    String id = world.choices().oneIn(4) ? null : poolId;
    int program = world.choices().below(world.programs().size());
    String input = new Program.Input(program, 1, 0).text();
    ReusePolicy reuse = world.choices().oneOf(
        ReusePolicy.REPLACE_ENDED, ReusePolicy.REPLACE_ENDED, ReusePolicy.ignoring(),
        ReusePolicy.replacing(EnumSet.noneOf(OrchestrationStatus.class)),
        ReusePolicy.replacing(EnumSet.allOf(OrchestrationStatus.class)));
    String requestId = world.choices().oneIn(2) ? text() : null;
    long delay = world.choices().pick(0, 0, 0, world.choices().below(100_000));
    StartRequest request = new StartRequest(
        id, new FunctionRef(Program.ORCHESTRATOR, null), input,
        delay == 0 ? null : SimEnv.wall(world.scheduler().nanos()).plusMillis(delay),
        Map.of(), reuse, requestId, null);
    return new Request(
        "start " + id + " with " + input + " " + requestId, hub -> hub.start(request), null,
        requestId != null);
  }

  private Request raise(String id) {
    String text = text();
    String event = world.choices().oneOf("red", "blue");
    return new Request(
        "raise " + event + " " + text + " to " + id,
        hub -> hub.raiseEvent(id, event, text, "request " + text), text, true);
  }

  private interface Control {
    CompletionStage<Outcome> ask(TaskHub hub, String text);
  }

  private Request control(String what, String id, Control control) {
    String text = text();
    return new Request(what + " " + id, hub -> control.ask(hub, text), text, false);
  }

  private CompletionStage<PurgeOutcome> purge(TaskHub hub, String id) {
    Instant asked = SimEnv.wall(world.scheduler().nanos());
    return hub.purge(id, false).thenApply(outcome -> {
      Orchestration row = world.ledger().row(id);
      boolean still = row != null && row.times().created().isBefore(asked);
      world.findings().check(outcome.removed() == 0 || outcome.refused() != null || !still,
          Oracle.REPLY_BEFORE_DURABLE, id + " was said to be purged, but is " + row);
      return outcome;
    });
  }

  private CompletionStage<Optional<InstanceState>> ended(
      String id, CompletionStage<Optional<InstanceState>> waiting) {
    return fresh(id, waiting).thenApply(state -> {
      boolean ended = state.isEmpty() || state.get().status().isTerminal();
      world.findings().check(ended, Oracle.STALE_READ,
          "An awaited instance had not ended: " + state);
      return state;
    });
  }

  /// What is read is what is durable at that very moment.
  private CompletionStage<Optional<InstanceState>> fresh(
      String id, CompletionStage<Optional<InstanceState>> reading) {
    return reading.thenApply(state -> {
      Orchestration row = world.ledger().row(id);
      boolean same = row == null
          ? state.isEmpty()
          : state.isPresent()
              && state.get().execution().equals(row.execution())
              && state.get().status() == row.status()
              && state.get().times().equals(row.times());
      world.findings().check(same, Oracle.STALE_READ,
          "On disk there is " + row + ", but read was " + state);
      return state;
    });
  }
}
