package dev.perdure.testing.simulation;

import dev.perdure.model.EntityId;
import dev.perdure.model.request.CleanRequest;
import dev.perdure.model.request.EntityPage;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.OperationAnswer;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.runtime.TaskHub;
import dev.perdure.testing.simulation.chance.Choices;
import dev.perdure.testing.simulation.program.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A client's requests that are about entities. All of their chance is their own, so that a run
/// without entities is what it was before.
final class EntityRequests {
  private final World world;
  private final Choices choices;
  private final EntityAnswers answers;
  private final OperationGenerator operations;
  private final String sender;
  private final int rate;
  private int texts;

  EntityRequests(World world, int number) {
    this.world = world;
    this.choices = world.chance().of("client " + number + " of entities");
    this.answers = new EntityAnswers(world);
    this.operations = new OperationGenerator(
        choices, world.cast(), world.programs().size());
    this.sender = "caller" + number;
    this.rate = world.cast().entityIds().isEmpty() ? 0 : choices.pick(3, 2, 4, 8);
  }

  /// A request, or null if another kind is to be next.
  @Nullable
  Request next() {
    if (rate == 0 || !choices.oneIn(rate)) {
      return null;
    }
    EntityId entity = EntityId.parse(operations.entity());
    return switch (choices.below(12)) {
      case 0, 1, 2, 3, 4 -> signal(entity);
      case 5, 6 -> call(entity);
      case 7 -> namedCall(entity);
      case 8 -> read(entity);
      case 9 -> list();
      case 10 ->
        new Request(
            "see who waits for " + entity, null,
            hub -> answers.waiting(
                entity, hub.entities().get(entity, new EntityQuery.Fetch(false, true, true))),
            null, false);
      default ->
        new Request("clean", null, hub -> hub.entities().clean(CleanRequest.ALL), null, false);
    };
  }

  /// A kind of request that meets orchestrations while they hold locks, or -1 for any kind.
  int control() {
    return rate == 0 || !choices.oneIn(2)
        ? -1
        : choices.pick(
            RandomRequests.START, RandomRequests.START, RandomRequests.START,
            RandomRequests.REWIND, RandomRequests.REWIND, RandomRequests.REWIND,
            RandomRequests.TERMINATE, RandomRequests.RESTART);
  }

  private Request signal(EntityId entity) {
    int delay = choices.pick(0, 0, 0, choices.below(100_000));
    OperationRequest request = asked(
        entity, delay == 0 ? null : world.now().plusMillis(delay), true);
    String text = String.valueOf(request.input());
    return new Request(
        "signal " + entity + " " + request.operation() + " " + text, null,
        hub -> hub.entities().signal(request), text, true);
  }

  /// A call without a name. Whoever asks again asks for something else.
  private Request call(EntityId entity) {
    return new Request("call " + entity, null, hub -> {
      OperationRequest request = asked(entity, null, false);
      return answers.called(
          String.valueOf(request.input()), hub.entities().call(request), null);
    }, null, false);
  }

  /// A call with a name. Whoever asks again gets the same answer.
  private Request namedCall(EntityId entity) {
    OperationRequest request = asked(entity, null, true);
    EntityAnswers.First first = new EntityAnswers.First();
    String text = String.valueOf(request.input());
    Function<TaskHub, CompletionStage<OperationAnswer>> ask = hub -> answers
        .called(text, hub.entities().call(request), first);
    return new Request(
        "call " + entity + " " + request.operation() + " " + text, null,
        hub -> ask.apply(hub).thenApply(answer -> {
          if (answer instanceof OperationAnswer.Performed) {
            world.repeats().add(ask::apply);
          }
          return answer;
        }), null, false);
  }

  private OperationRequest asked(EntityId entity, @Nullable Instant due, boolean named) {
    Operation operation = operations.operation(-1);
    String text = sender + " " + ++texts;
    world.ledger().entities().asks(text, sender, entity.instanceId(), texts, due);
    return new OperationRequest(
        entity, operation.name(), text, due, named ? "request " + text : null);
  }

  private Request read(EntityId entity) {
    boolean state = choices.oneIn(2);
    return new Request(
        "read " + entity, null,
        hub -> answers.read(entity, state, hub.entities().get(entity, state)), null, false);
  }

  private Request list() {
    EntityQuery.Fetch fetch = new EntityQuery.Fetch(choices.oneIn(2), choices.oneIn(2));
    int pageSize = choices.pick(1, 2, 100);
    return new Request(
        "list entities by " + fetch, null,
        hub -> page(hub, fetch, pageSize, null, new ArrayList<>()), null, false);
  }

  /// Reads page after page. Reads are answered at once, so that all show the same moment.
  private CompletionStage<List<EntityState>> page(
      TaskHub hub, EntityQuery.Fetch fetch, int pageSize, @Nullable String continuation,
      List<EntityState> found) {
    EntityQuery query = new EntityQuery(
        "@Account@", null, null, fetch, pageSize, continuation);
    return hub.entities().query(query).thenCompose((EntityPage page) -> {
      found.addAll(page.entities());
      if (page.continuation() != null) {
        return page(hub, fetch, pageSize, page.continuation(), found);
      }
      answers.listed(fetch, found);
      return CompletableFuture.completedStage(found);
    });
  }
}
