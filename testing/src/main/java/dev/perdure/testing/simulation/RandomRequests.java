package dev.perdure.testing.simulation;

import dev.perdure.model.FunctionRef;
import dev.perdure.model.InstanceState;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.InstancePage;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.PurgeOutcome;
import dev.perdure.model.request.ReusePolicy;
import dev.perdure.model.request.StartRequest;
import dev.perdure.runtime.TaskHub;
import dev.perdure.testing.simulation.chance.Choices;
import dev.perdure.testing.simulation.program.Program;
import dev.perdure.testing.simulation.program.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Requests of every kind, in an order that nobody expects.
final class RandomRequests implements Request.Script {
  /// Kinds of requests.
  static final int START = 0;
  static final int TERMINATE = 10;
  static final int REWIND = 11;
  static final int RESTART = 12;

  private final World world;
  private final Choices choices;
  private final Answers answers;
  private final EntityRequests entities;
  private final int number;
  private int remaining;
  private int texts;

  RandomRequests(World world, int number) {
    this.world = world;
    this.choices = world.chance().of("client " + number);
    this.answers = new Answers(world);
    this.number = number;
    this.entities = new EntityRequests(world, number);
    this.remaining = choices.between(1, 14);
  }

  @Override
  public long pause() {
    return TimeUnit.MILLISECONDS.toNanos(
        choices.pick(0, choices.below(4), choices.below(2_000), choices.below(60_000)));
  }

  @Override
  public @Nullable Request next() {
    if (remaining-- <= 0) {
      return null;
    }
    Request request = entities.next();
    return request == null ? choose(entities.control()) : request;
  }

  /// @param control the kind of request, or -1 for any
  private Request choose(int control) {
    List<String> ids = world.cast().instanceIds();
    String id = choices.oneIn(6)
        ? Statement.Child.SHARED + choices.below(world.programs().size())
        : ids.get(choices.below(ids.size()));
    return switch (control < 0 ? choices.below(18) : control) {
      case START, 1, 2, 3, 4 -> start(id);
      case 5, 6, 7 -> raise(id);
      case 8 -> control("suspend", id, (hub, text) -> hub.suspend(id, text));
      case 9 -> control("resume", id, (hub, text) -> hub.resume(id, text));
      case TERMINATE -> {
        boolean recursive = choices.oneIn(2);
        yield control("terminate", id, (hub, text) -> hub.terminate(id, text, recursive));
      }
      case REWIND -> new Request("rewind " + id, id, hub -> hub.rewind(id, "please"), null, false);
      case RESTART -> {
        boolean fresh = choices.oneIn(3);
        yield new Request("restart " + id, id, hub -> hub.restart(id, fresh), null, false);
      }
      case 13 -> purge(id);
      case 14 -> purgeAll(id);
      case 15 -> list();
      case 16 ->
        new Request("get " + id, id, hub -> answers.fresh(id, hub.get(id, true)), null, false);
      default ->
        new Request(
            "await " + id, id, hub -> answers.ended(id, hub.awaitCompletion(id, true)), null,
            false);
    };
  }

  private String text() {
    return "client" + number + " " + ++texts;
  }

  private Request start(String poolId) {
    String id = choices.oneIn(4) ? null : poolId;
    int program = choices.below(world.programs().size());
    String input = new Program.Input(program, 1, 0).text();
    ReusePolicy reuse = choices.oneOf(
        ReusePolicy.REPLACE_ENDED, ReusePolicy.REPLACE_ENDED, ReusePolicy.ignoring(),
        ReusePolicy.replacing(EnumSet.noneOf(OrchestrationStatus.class)),
        ReusePolicy.replacing(EnumSet.allOf(OrchestrationStatus.class)));
    String requestId = choices.oneIn(2) ? text() : null;
    long delay = choices.pick(0, 0, 0, choices.below(100_000));
    StartRequest request = new StartRequest(
        id, new FunctionRef(Program.ORCHESTRATOR, null), input,
        delay == 0 ? null : world.now().plusMillis(delay), Map.of(), reuse, requestId, null);
    return new Request(
        "start " + id + " with " + input + " " + requestId, id, hub -> hub.start(request), null,
        requestId != null);
  }

  private Request raise(String id) {
    String text = text();
    String event = choices.oneOf("red", "blue");
    return new Request(
        "raise " + event + " " + text + " to " + id, id,
        hub -> hub.raiseEvent(id, event, text, "request " + text), text, true);
  }

  private interface Control {
    CompletionStage<Outcome> ask(TaskHub hub, String text);
  }

  private Request control(String what, String id, Control control) {
    String text = text();
    return new Request(what + " " + id, id, hub -> control.ask(hub, text), text, false);
  }

  private Request purge(String id) {
    boolean recursive = choices.oneIn(2);
    String what = "purge " + id + (recursive ? " and its children" : "");
    return new Request(what, id, hub -> {
      world.ledger().removals().mayRemove(recursive ? null : id);
      return counted(hub.purge(id, recursive), recursive ? 2 : Integer.MAX_VALUE);
    }, null, false);
  }

  private Request purgeAll(String prefix) {
    boolean recursive = choices.oneIn(2);
    InstanceFilter filter = new InstanceFilter(
        statuses(), null, null, choices.oneIn(2) ? prefix : null, null, Map.of());
    return new Request("purge all by " + filter, null, hub -> {
      world.ledger().removals().mayRemove(null);
      return counted(hub.purge(filter, recursive), 2);
    }, null, false);
  }

  private CompletionStage<PurgeOutcome> counted(CompletionStage<PurgeOutcome> purging, int many) {
    return purging.thenApply(outcome -> {
      if (outcome.removed() >= many) {
        world.faults().count("- several instances purged at once");
      }
      return outcome;
    });
  }

  private Set<OrchestrationStatus> statuses() {
    return choices.oneIn(2)
        ? Set.of()
        : EnumSet.of(choices.oneOf(OrchestrationStatus.values()));
  }

  private Request list() {
    InstanceFilter filter = new InstanceFilter(
        statuses(), null, null, choices.oneIn(3) ? "child-" : null, null, Map.of());
    int pageSize = choices.pick(1, 2, 100);
    return new Request("list by " + filter, null, hub -> page(hub, filter, pageSize, null,
        new ArrayList<>()), null, false);
  }

  /// Reads page after page. Reads are answered at once, so that all show the same moment.
  private CompletionStage<List<InstanceState>> page(
      TaskHub hub, InstanceFilter filter, int pageSize, @Nullable String continuation,
      List<InstanceState> found) {
    return hub.query(new InstanceQuery(filter, pageSize, continuation, false))
        .thenCompose((InstancePage page) -> {
          found.addAll(page.instances());
          String next = page.continuation();
          if (next != null) {
            world.faults().count("- list of several pages");
            return page(hub, filter, pageSize, next, found);
          }
          answers.listed(filter, found);
          return CompletableFuture.completedStage(found);
        });
  }
}
