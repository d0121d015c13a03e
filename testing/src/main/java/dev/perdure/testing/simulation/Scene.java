package dev.perdure.testing.simulation;

import dev.perdure.model.EntityId;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.model.request.ReusePolicy;
import dev.perdure.model.request.StartRequest;
import dev.perdure.testing.simulation.check.EntityLedger;
import dev.perdure.testing.simulation.program.Operation;
import dev.perdure.testing.simulation.program.Program;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A run that is given and not drawn: these programs, and one client that asks for these things,
/// one after the other.
///
/// @param name what it shows
public record Scene(String name, int partitions, List<Program> programs, List<Ask> asks) {

  /// Something that the client asks for.
  public sealed interface Ask {

    /// Start a program as an instance.
    record Start(String instanceId, int program) implements Ask {}

    /// Raise an event with a text.
    record Raise(String instanceId, String event, String text) implements Ask {}

    /// Signal an entity.
    record Signal(String entity, Operation operation) implements Ask {}

    /// Suspend an instance.
    record Suspend(String instanceId) implements Ask {}

    /// Resume it.
    record Resume(String instanceId) implements Ask {}

    /// End it at once.
    record Terminate(String instanceId) implements Ask {}

    /// Remove an instance, if it has ended.
    record Purge(String instanceId) implements Ask {}

    /// Let some time pass.
    record Pause(int millis) implements Ask {}
  }

  public Scene {
    programs = List.copyOf(programs);
    asks = List.copyOf(asks);
  }

  World.Cast cast() {
    return new World.Cast(programs, List.of(), List.of());
  }

  /// @param entities is told what operations are asked for
  Request.Script script(EntityLedger entities) {
    return new Script(new ArrayDeque<>(asks), entities);
  }

  private static final class Script implements Request.Script {
    private final Queue<Ask> asks;
    private final EntityLedger entities;
    private int number;

    Script(Queue<Ask> asks, EntityLedger entities) {
      this.asks = asks;
      this.entities = entities;
    }

    @Override
    public long pause() {
      long millis = 0;
      while (asks.peek() instanceof Ask.Pause pause) {
        millis += pause.millis();
        asks.remove();
      }
      return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Override
    public @Nullable Request next() {
      Ask ask = asks.poll();
      String text = "scene " + ++number;
      if (ask instanceof Ask.Signal signal) {
        entities.asks(text, "scene", signal.entity(), number, null);
      }
      return ask == null ? null : request(ask, text);
    }

    private static Request request(Ask ask, String text) {
      return switch (ask) {
        case Ask.Start it -> new Request(
            "start " + it.instanceId(), it.instanceId(),
            hub -> hub.start(
                new StartRequest(
                    it.instanceId(), new FunctionRef(Program.ORCHESTRATOR, null),
                    new Program.Input(it.program(), 1, 0).text(), null, Map.of(),
                    ReusePolicy.REPLACE_ENDED, text, null)),
            null, true);
        case Ask.Raise it -> new Request(
            "raise " + it.text() + " to " + it.instanceId(), it.instanceId(),
            hub -> hub.raiseEvent(it.instanceId(), it.event(), it.text(), text), it.text(), true);
        case Ask.Signal it -> new Request(
            "signal " + it.entity(), null,
            hub -> hub.entities().signal(
                new OperationRequest(
                    EntityId.parse(it.entity()), it.operation().name(), text, null, text)),
            text, true);
        case Ask.Suspend it -> new Request(
            "suspend " + it.instanceId(), it.instanceId(),
            hub -> hub.suspend(it.instanceId(), text), text, true);
        case Ask.Resume it -> new Request(
            "resume " + it.instanceId(), it.instanceId(),
            hub -> hub.resume(it.instanceId(), text), text, true);
        case Ask.Terminate it -> new Request(
            "terminate " + it.instanceId(), it.instanceId(),
            hub -> hub.terminate(it.instanceId(), text, true), text, true);
        case Ask.Purge it -> new Request(
            "purge " + it.instanceId(), it.instanceId(),
            hub -> hub.purge(it.instanceId(), false), null, false);
        case Ask.Pause unused -> throw new IllegalStateException("Expected no pause");
      };
    }
  }

  /// The texts of the events with a name, in the order in which they are raised.
  public List<String> raised(String instanceId, String event) {
    List<String> texts = new ArrayList<>();
    for (Ask ask : asks) {
      if (ask instanceof Ask.Raise raise && raise.instanceId().equals(instanceId)
          && raise.event().equals(event)) {
        texts.add(raise.text());
      }
    }
    return texts;
  }
}
