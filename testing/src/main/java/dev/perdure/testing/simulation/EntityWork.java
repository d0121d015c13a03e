package dev.perdure.testing.simulation;

import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.work.EntityAction;
import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.model.work.WorkItem;
import dev.perdure.testing.simulation.chance.Choices;
import dev.perdure.testing.simulation.check.Oracle;
import dev.perdure.testing.simulation.program.Account;
import dev.perdure.testing.simulation.program.Operation;
import dev.perdure.testing.simulation.program.Program;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A worker's part in entities: it performs batches of operations, sometimes not all of one.
final class EntityWork {
  private final World world;
  private final Choices choices;

  EntityWork(World world, Choices choices) {
    this.world = world;
    this.choices = choices;
  }

  /// How many entities it works on at once.
  int atOnce() {
    return choices.pick(100, 1, 3);
  }

  /// A batch is begun. Its operations must be durable, and if nothing ever goes wrong, no other
  /// batch of the entity is under way.
  void begins(WorkItem.EntityBatch batch) {
    String entity = batch.token().execution().instanceId();
    for (HistoryEvent event : batch.operations()) {
      String identity = Account.Request.of(event.body()).identity();
      world.findings().check(world.ledger().entities().saw(identity), Oracle.EFFECT,
          () -> entity + " is to perform '" + identity + "', which is not durable");
    }
    world.findings().check(
        world.performing().add(entity) || !world.faults().calm(), Oracle.EFFECT,
        () -> entity + " is to perform two batches at once, although all is well");
    world.faults().count("- batch of operations");
  }

  EntityBatchResult perform(WorkItem.EntityBatch batch) {
    String entity = batch.token().execution().instanceId();
    world.performing().remove(entity);
    int most = choices.oneIn(6) ? choices.below(batch.operations().size()) + 1 : Integer.MAX_VALUE;
    String state = batch.state();
    List<TaskOutcome> results = new ArrayList<>();
    List<EntityAction> actions = new ArrayList<>();
    for (HistoryEvent event : batch.operations()) {
      Account.Request request = Account.Request.of(event.body());
      if (Account.breaks(request) && results.isEmpty()) {
        return EntityBatchResult.failed(Account.broken());
      }
      if (Account.breaks(request) || results.size() == most) {
        world.faults().count("- batch performed in part");
        break;
      }
      Account.Done done = Account.perform(entity, state, request);
      state = done.state();
      results.add(done.outcome());
      done.wishes().forEach(wish -> actions.add(action(wish)));
    }
    return new EntityBatchResult(results, actions, state, null);
  }

  private EntityAction action(Account.Wish wish) {
    int delay = wish.operation().delay();
    Instant due = delay == 0 ? null : world.now().plusMillis(delay);
    return wish.kind() == Operation.Kind.RELAY ? signal(wish, due) : start(wish, due);
  }

  private EntityAction signal(Account.Wish wish, @Nullable Instant due) {
    if (due != null) {
      world.ledger().entities().schedules(wish.identity(), due);
    }
    return new EntityAction.SendSignal(
        wish.target(), wish.operation().name(), wish.identity(), due);
  }

  private static EntityAction start(Account.Wish wish, @Nullable Instant due) {
    return new EntityAction.StartOrchestration(
        wish.target(), new FunctionRef(Program.ORCHESTRATOR, null),
        new Program.Input(wish.operation().number(), 1, 0).text(), due);
  }
}
