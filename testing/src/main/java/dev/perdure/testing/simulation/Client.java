package dev.perdure.testing.simulation;

import dev.perdure.model.request.OperationAnswer;
import dev.perdure.model.request.Outcome;
import dev.perdure.testing.simulation.chance.Choices;
import dev.perdure.testing.simulation.check.Oracle;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A client. It asks one thing at a time; when no answer comes, or the answer is lost, it asks the
/// same again or goes on. What it is told, [Answers] judges.
final class Client {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  private final World world;
  private final HubProcess process;
  private final int number;
  private final Choices choices;
  private final Request.Script script;
  private final Answers answers;
  private @Nullable Request request;
  private @Nullable Object firstAnswer;
  private int asked;
  private boolean repeats;
  private boolean done;

  Client(World world, HubProcess process, int number, Request.Script script) {
    this.world = world;
    this.process = process;
    this.number = number;
    this.choices = world.chance().of("client " + number + " waits");
    this.script = script;
    this.answers = new Answers(world);
    think();
  }

  /// Whether the script is at its end.
  boolean done() {
    return done;
  }

  private void think() {
    request = null;
    firstAnswer = null;
    repeats = false;
    world.after(script.pause(), "client", this::next);
  }

  private void next() {
    request = script.next();
    done = request == null;
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
    Answers.Mark mark = answers.mark(present, repeats);
    repeats = true;
    CompletionStage<?> answer = present.ask().apply(opening.hub());
    CompletionStage<?> unusedStage = answer.whenComplete((value, failure) -> {
      if (attempt == asked && failure == null) {
        answers.judge(present, mark, value);
        world.after(choices.below(2_000_000), "answer", () -> answered(attempt, value));
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
    asked++;
    if (present.repeatable() || choices.oneIn(2)) {
      world.after(
          TimeUnit.MILLISECONDS.toNanos(choices.pick(1, 200, 3_000)), "client", this::ask);
    } else {
      think();
    }
  }

  private void answered(int attempt, Object value) {
    Request present = request;
    if (attempt != asked || present == null) {
      return;
    }
    world.trace().say("client " + number + " hears " + value + " to " + present.what());
    if (value instanceof Outcome.Unavailable
        || (value instanceof OperationAnswer.Refused refused
            && refused.outcome() instanceof Outcome.Unavailable)) {
      again(present);
      return;
    }
    if (present.repeatable()) {
      world.findings().check(firstAnswer == null || firstAnswer.equals(value),
          Oracle.REPEATED_REQUEST,
          () -> "To " + present.what() + " the answer was " + firstAnswer + " and is " + value);
      if (firstAnswer != null) {
        world.faults().count("- named request repeated");
      }
      firstAnswer = value;
    }
    if (world.faults().losesReply()) {
      again(present);
    } else {
      asked++;
      think();
    }
  }
}
