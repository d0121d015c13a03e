package dev.perdure.testing.simulation;

import dev.perdure.engine.state.Orchestration;
import dev.perdure.model.EntityId;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.InstanceState;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.PurgeOutcome;
import dev.perdure.testing.simulation.check.Oracle;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Believes nothing that a client is told: every answer is compared with what is durable at the
/// moment at which it is given.
final class Answers {
  private final World world;

  Answers(World world) {
    this.world = world;
  }

  /// What was durable when a request was asked.
  ///
  /// @param changes how often its instance had changed
  /// @param removals how often it had been removed
  /// @param repeats whether it was asked before, so that the answer may be an old one
  record Mark(int changes, int removals, boolean repeats) {}

  Mark mark(Request request, boolean repeats) {
    String id = request.instanceId();
    return id == null
        ? new Mark(0, 0, repeats)
        : new Mark(world.ledger().changes(id), world.ledger().removals().of(id), repeats);
  }

  void judge(Request request, Mark mark, @Nullable Object value) {
    String id = request.instanceId();
    if (value instanceof Outcome.Accepted accepted) {
      judge(request, accepted);
    } else if (value instanceof PurgeOutcome purged && id != null && purged.removed() > 0
        && purged.refused() == null) {
      world.findings().check(world.ledger().removals().of(id) > mark.removals(),
          Oracle.REPLY_BEFORE_DURABLE,
          () -> id + " was said to be purged, but is " + world.ledger().row(id));
    } else if (value instanceof Outcome outcome && id != null && !mark.repeats()
        && world.ledger().changes(id) == mark.changes()) {
      world.findings().check(fits(outcome, world.ledger().row(id)), Oracle.ANSWER,
          () -> "To " + request.what() + " the answer was " + outcome
              + ", but all the while there was "
              + world.ledger().row(id));
    }
  }

  private void judge(Request request, Outcome.Accepted accepted) {
    ExecutionKey execution = accepted.execution();
    Orchestration row = world.ledger().row(execution.instanceId());
    boolean here = row != null && row.execution().equals(execution);
    boolean replaced = row == null
        ? world.ledger().removals().of(execution.instanceId()) > 0
        : !here || row.status().isTerminal();
    String text = request.text();
    if (text != null && EntityId.isEntity(execution.instanceId())) {
      world.ledger().entities().taken(text);
    }
    boolean durable = text == null
        ? world.ledger().started(execution)
        : world.ledger().saw(text);
    world.findings().check(durable || replaced, Oracle.REPLY_BEFORE_DURABLE,
        () -> "To " + request.what() + " the answer was " + accepted + ", but on disk there is "
            + row);
  }

  /// Whether an answer that changes nothing says what is so.
  private static boolean fits(Outcome outcome, @Nullable Orchestration row) {
    return switch (outcome) {
      case Outcome.Accepted unused -> true;
      case Outcome.NoEffect it -> row != null && row.status() == it.status();
      case Outcome.Exists it -> row != null && row.status() == it.status();
      case Outcome.NotFound unused -> row == null;
      case Outcome.Refused it -> row != null && row.status() == it.status();
      case Outcome.Invalid unused -> true;
      case Outcome.Reused unused -> true;
      case Outcome.TooLarge unused -> true;
      case Outcome.Unavailable unused -> true;
    };
  }

  CompletionStage<Optional<InstanceState>> ended(
      String id, CompletionStage<Optional<InstanceState>> waiting) {
    return fresh(id, waiting).thenApply(state -> {
      boolean ended = state.isEmpty() || state.get().status().isTerminal();
      world.findings().check(ended, Oracle.STALE_READ,
          () -> "An awaited instance had not ended: " + state);
      return state;
    });
  }

  /// What is read is what is durable at that very moment.
  CompletionStage<Optional<InstanceState>> fresh(
      String id, CompletionStage<Optional<InstanceState>> reading) {
    return reading.thenApply(state -> {
      Orchestration row = world.ledger().row(id);
      boolean same = row == null ? state.isEmpty() : state.isPresent() && same(state.get(), row);
      world.findings().check(same, Oracle.STALE_READ,
          () -> "On disk there is " + row + ", but read was " + state);
      return state;
    });
  }

  private static boolean same(InstanceState state, Orchestration row) {
    return state.execution().equals(row.execution())
        && state.status() == row.status()
        && state.times().equals(row.times());
  }

  /// A list read at one moment has all that is durable and matches, each once.
  void listed(InstanceFilter filter, List<InstanceState> found) {
    Set<String> wanted = new TreeSet<>();
    for (Orchestration row : world.ledger().instances()) {
      if (matches(filter, row)) {
        wanted.add(row.execution().instanceId() + " " + row.status());
      }
    }
    Set<String> got = new TreeSet<>();
    for (InstanceState state : found) {
      world.findings().check(got.add(state.instanceId() + " " + state.status()),
          Oracle.STALE_READ, () -> "A list has " + state + " twice");
    }
    world.findings().check(got.equals(wanted), Oracle.STALE_READ,
        () -> "A list by " + filter + " has " + got + ", but durable are " + wanted);
  }

  private static boolean matches(InstanceFilter filter, Orchestration row) {
    Set<OrchestrationStatus> statuses = filter.statuses();
    String prefix = filter.idPrefix();
    return (statuses.isEmpty() || statuses.contains(row.status()))
        && (prefix == null || row.execution().instanceId().startsWith(prefix));
  }
}
