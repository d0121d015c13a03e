package dev.perdure.testing.simulation.suite;

import dev.perdure.testing.simulation.Scene;
import dev.perdure.testing.simulation.Scene.Ask;
import dev.perdure.testing.simulation.program.Operation;
import dev.perdure.testing.simulation.program.Operation.Kind;
import dev.perdure.testing.simulation.program.Program;
import dev.perdure.testing.simulation.program.Statement;
import dev.perdure.testing.simulation.program.Statement.Behaviour;
import dev.perdure.testing.simulation.program.Statement.Call;
import dev.perdure.testing.simulation.program.Statement.CallEntity;
import dev.perdure.testing.simulation.program.Statement.Section;
import java.time.Duration;
import java.util.List;

/// The scenes about entities. Their operations answer what does not depend on the order in which
/// they come, so that few outcomes are right.
final class EntityScenes {
  private static final String A = "@account@a";
  private static final String B = "@account@b";
  private static final Call CALL = new Call(Behaviour.SUCCEEDS);
  private static final Call FAILING = new Call(Behaviour.FAILS);
  private static final Statement.Sleep NAP = new Statement.Sleep(Duration.ofMillis(200));
  private static final CallEntity ADD_A = add(A);
  private static final CallEntity ADD_B = add(B);
  private static final Ask START = new Ask.Start("a", 0);
  private static final Ask OTHER = new Ask.Start("b", 1);

  private EntityScenes() {}

  static List<Scene> all() {
    return List.of(
        scene("calls of entities, one of which fails", List.of(START),
            List.of(
                ADD_A,
                new Statement.Attempt(
                    List.of(ADD_B, new CallEntity(B, Operation.of(Kind.FAIL))),
                    List.of(ADD_A)))),
        scene("signals, now and later",
            List.of(
                new Ask.Signal(A, relay()), START, new Ask.Signal(A, Operation.of(Kind.RESET))),
            List.of(
                new Statement.Signal(B, relay(), Duration.ofMillis(100)), ADD_A,
                new Statement.Signal(A, Operation.of(Kind.ADD), Duration.ZERO), CALL)),
        scene("a critical section of two entities",
            List.of(START, new Ask.Signal(A, Operation.of(Kind.ADD))),
            List.of(new Section(List.of(B, A), List.of(ADD_A, CALL, ADD_B), true), ADD_A)),
        scene("a failure inside a critical section", List.of(START),
            List.of(
                new Statement.Attempt(
                    List.of(new Section(List.of(A), List.of(ADD_A, FAILING), true)),
                    List.of(ADD_A)))),
        scene("locks that only the end gives up", List.of(START, OTHER),
            List.of(
                new Section(List.of(A, B), List.of(ADD_B), false), new Statement.Again(2, true)),
            List.of(new Section(List.of(A), List.of(ADD_A, new Statement.Fail()), false))),
        scene("two orchestrations that want the same locks", List.of(START, OTHER),
            List.of(new Section(List.of(A, B), List.of(ADD_A, ADD_B), true), CALL),
            List.of(new Section(List.of(B, A), List.of(ADD_B, CALL), true))),
        scene("terminated while it has a lock",
            List.of(START, OTHER, new Ask.Pause(100), new Ask.Terminate("a")),
            List.of(new Section(List.of(A), List.of(ADD_A, NAP), true)),
            List.of(new Section(List.of(A), List.of(ADD_A), true))),
        scene("an orchestration that an entity starts",
            List.of(
                new Ask.Signal(A, new Operation(Kind.START, 0, 0, Operation.OWN_ID)),
                new Ask.Pause(20), START),
            List.of(ADD_A, CALL)));
  }

  @SafeVarargs
  private static Scene scene(String name, List<Ask> asks, List<? extends Statement>... bodies) {
    Program[] programs = new Program[bodies.length];
    for (int i = 0; i < bodies.length; i++) {
      programs[i] = new Program(i, List.copyOf(bodies[i]));
    }
    return new Scene(name, 3, List.of(programs), asks);
  }

  private static CallEntity add(String entity) {
    return new CallEntity(entity, Operation.of(Kind.ADD));
  }

  private static Operation relay() {
    return new Operation(Kind.RELAY, 2, 50, B);
  }
}
