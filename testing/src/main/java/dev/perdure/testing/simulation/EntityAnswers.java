package dev.perdure.testing.simulation;

import dev.perdure.engine.state.EntityHeader;
import dev.perdure.model.EntityId;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.LockWaiters;
import dev.perdure.model.request.OperationAnswer;
import dev.perdure.testing.simulation.check.EntityLedger;
import dev.perdure.testing.simulation.check.Oracle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Compares what a client is told of entities with what is durable at that moment.
final class EntityAnswers {
  private final World world;

  EntityAnswers(World world) {
    this.world = world;
  }

  /// The first answer to a request that has a name.
  static final class First {
    private @Nullable OperationAnswer answer;
  }

  private EntityLedger ledger() {
    return world.ledger().entities();
  }

  /// The answer to a call is what the operation durably came to; a repeated one hears the same.
  CompletionStage<OperationAnswer> called(
      String text, CompletionStage<OperationAnswer> calling, @Nullable First first) {
    return calling.thenApply(answer -> {
      if (answer instanceof OperationAnswer.Performed performed) {
        world.faults().count("- call of a client answered");
        world.findings().check(ledger().fits(text, performed.outcome()),
            Oracle.REPLY_BEFORE_DURABLE,
            () -> "To the call '" + text + "' the answer was " + answer + ", but durable is "
                + ledger().outcomes(text));
        if (first != null) {
          world.findings().check(first.answer == null || first.answer.equals(answer),
              Oracle.REPEATED_REQUEST,
              () -> "To the call '" + text + "' the answer was " + first.answer + " and is "
                  + answer);
          first.answer = answer;
        }
      }
      return answer;
    });
  }

  /// What is read is what is durable at that very moment.
  CompletionStage<Optional<EntityState>> read(
      EntityId entity, boolean state, CompletionStage<Optional<EntityState>> reading) {
    return reading.thenApply(found -> {
      EntityHeader header = ledger().header(entity.instanceId());
      boolean absent = header == null || !header.exists();
      boolean right = absent
          ? found.isEmpty()
          : found.isPresent() && same(found.get(), state);
      world.findings().check(right, Oracle.STALE_READ,
          () -> "Durable of " + entity + " is " + header + ", but read was " + found);
      return found;
    });
  }

  private boolean same(EntityState found, boolean withState) {
    String id = found.id().instanceId();
    EntityHeader header = ledger().header(id);
    if (header == null) {
      return false;
    }
    String owner = header.lock() == null ? null : header.lock().owner().execution().instanceId();
    return found.exists() == (ledger().state(id) != null)
        && found.backlog() == ledger().backlog(id)
        && found.lastModified().equals(header.lastModified())
        && Objects.equals(found.lockedBy(), owner)
        && (!withState || Objects.equals(found.state(), ledger().state(id)));
  }

  /// A list read at one moment has all that is durable and matches, in order.
  void listed(EntityQuery.Fetch fetch, List<EntityState> found) {
    List<String> wanted = new ArrayList<>();
    for (String id : ledger().ids()) {
      EntityHeader header = ledger().header(id);
      if (header != null && (header.exists() || fetch.transients())) {
        wanted.add(id);
      }
    }
    boolean right = found.stream().map(it -> it.id().instanceId()).toList().equals(wanted)
        && found.stream().allMatch(it -> same(it, fetch.state()));
    world.findings().check(right, Oracle.STALE_READ,
        () -> "A list of entities has " + found + ", but durable are " + wanted);
  }

  /// Who waits for a lock, in the order of the queue.
  CompletionStage<List<String>> waiting(
      EntityId entity, CompletionStage<Optional<EntityState>> reading) {
    return reading.thenApply(state -> {
      List<String> found = state.map(EntityState::waiters).map(LockWaiters::first)
          .orElse(List.of()).stream().map(LockWaiters.Waiter::instanceId).toList();
      List<String> wanted = ledger().waitingForLock(entity.instanceId());
      world.findings().check(found.equals(wanted), Oracle.STALE_READ,
          () -> "For the lock of " + entity + " wait " + wanted + ", but read was " + found);
      return found;
    });
  }
}
