package dev.perdure.testing.simulation.check;

import dev.perdure.engine.orchestration.Endings;
import dev.perdure.engine.orchestration.Limits;
import dev.perdure.engine.state.EntityHeader;
import dev.perdure.model.EntityCaller;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.TaskOutcome;
import dev.perdure.testing.simulation.program.Account;
import dev.perdure.testing.simulation.program.Operation;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Performs again what has durably left the queues of an entity, and says what had to come of it.
final class Performing {
  private final Findings findings;
  private final Consumer<String> sightings;
  private final Sends sends;
  private final Sections sections;
  private final Map<String, List<TaskOutcome>> outcomes = new HashMap<>();
  private final Map<String, Instant> dues = new HashMap<>();
  private final Set<String> starts = new HashSet<>();
  private long sent;

  Performing(
      Findings findings, Consumer<String> sightings, Sends sends, Sections sections) {
    this.findings = findings;
    this.sightings = sightings;
    this.sends = sends;
    this.sections = sections;
  }

  /// A worker lets an operation signal another entity, not before a time. It may say so several
  /// times; one of them counts.
  void schedules(String text, Instant due) {
    dues.merge(text, due, (one, other) -> one.isBefore(other) ? one : other);
  }

  List<TaskOutcome> outcomes(String identity) {
    return outcomes.getOrDefault(identity, List.of());
  }

  /// The instances that operations had to start.
  Set<String> starts() {
    return starts;
  }

  /// A batch has changed an entity.
  void judge(EntityRecord entity, Instant now) {
    List<EntityRecord.Left> performed = entity.performed();
    findings.check(entity.leftInOrder(), Oracle.ORDER,
        () -> "What left the queues was not their front: " + performed + " of " + entity);
    boolean oneLane = performed.stream().map(EntityRecord.Left::lane).distinct().count() <= 1;
    findings.check(oneLane, Oracle.LOCK,
        () -> "Operations of the lock's owner and of others at once: " + performed + " of "
            + entity);
    for (EntityRecord.Left left : performed) {
      sends.performed(
          entity.id(), EntityRecord.request(left.operation()).identity(), now);
      allowed(entity, left.operation());
    }
    attempts(entity);
    effect(entity, performed.stream().map(EntityRecord.Left::operation).toList());
  }

  /// While it is locked, an entity does nothing but what its owner calls.
  private void allowed(EntityRecord entity, HistoryEvent operation) {
    ExecutionKey holder = sections.holder(entity.id());
    EntityCaller caller = operation.body() instanceof EventBody.EntityOperationCalled call
        ? call.caller()
        : null;
    boolean owners = caller != null && caller.execution().equals(holder);
    if (owners) {
      sightings.accept("- operation inside a critical section");
    }
    findings.check(holder == null || owners, Oracle.LOCK,
        () -> entity.id() + " belongs to " + holder + ", but performed " + operation);
  }

  private void attempts(EntityRecord entity) {
    EntityHeader header = entity.header();
    int attempts = header == null ? 0 : header.progress().attempts();
    findings.check(attempts < Limits.MAX_ATTEMPTS, Oracle.BOUND,
        () -> "Too many attempts at " + entity);
    if (attempts > 0) {
      sightings.accept("- operations tried again after an unclean end");
    }
  }

  private void effect(EntityRecord entity, List<HistoryEvent> performed) {
    String before = entity.stateBefore();
    boolean unchanged = Objects.equals(entity.state(), before);
    boolean quarantine = performed.size() == 1 && unchanged && lastAttempt(entity);
    if (quarantine) {
      quarantined(performed.get(0));
    }
    if (!performed.isEmpty() && Account.breaks(EntityRecord.request(performed.get(0)))) {
      performed.forEach(operation -> ends(operation, new TaskOutcome.Failed(Account.broken())));
      sightings.accept("- batch that failed as a whole");
      findings.check(unchanged, Oracle.EFFECT,
          () -> "The state before was " + before + ", but a batch that failed left " + entity);
      return;
    }
    String state = before;
    for (HistoryEvent operation : performed) {
      Account.Request request = EntityRecord.request(operation);
      if (Account.breaks(request)) {
        findings.add(Oracle.EFFECT, "Not performed alone was " + operation + " by " + entity);
        return;
      }
      Account.Done done = Account.perform(entity.id(), state, request);
      if (!quarantine || Objects.equals(done.state(), before)) {
        ends(operation, done.outcome());
        done.wishes().forEach(wish -> wished(entity.id(), wish));
      }
      state = done.state();
    }
    String wanted = state;
    findings.check(quarantine || Objects.equals(wanted, entity.state()), Oracle.EFFECT,
        () -> "The state had to be " + shortly(wanted) + " after " + performed + " on "
            + shortly(before) + ", but it is " + shortly(entity.state()));
  }

  /// Whether the next unclean end quarantines what is due.
  private static boolean lastAttempt(EntityRecord entity) {
    EntityHeader before = entity.headerBefore();
    return before != null && before.progress().attempts() + 1 >= Limits.MAX_ATTEMPTS;
  }

  private void quarantined(HistoryEvent operation) {
    sightings.accept("- operation quarantined");
    ends(
        operation,
        new TaskOutcome.Failed(FailureDetails.of(Endings.QUARANTINED, "Quarantined")));
  }

  private void ends(HistoryEvent operation, TaskOutcome outcome) {
    outcomes.merge(
        EntityRecord.request(operation).identity(), List.of(outcome),
        (one, other) -> List.of(one.get(0), other.get(0)));
  }

  private void wished(String entity, Account.Wish wish) {
    if (wish.kind() == Operation.Kind.RELAY) {
      sends.mustCome(
          new Sends.Send(
              wish.identity(), entity, wish.target(), ++sent, dues.get(wish.identity())));
    } else if (wish.target().startsWith("begun-")) {
      starts.add(wish.target());
      sightings.accept("- orchestration started by an entity");
    }
  }

  private static String shortly(@Nullable String state) {
    return String.valueOf(state).substring(0, Math.min(40, String.valueOf(state).length()));
  }
}
