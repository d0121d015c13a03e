package dev.perdure.testing.simulation.suite;

import dev.perdure.testing.simulation.Scene;
import dev.perdure.testing.simulation.Scene.Ask;
import dev.perdure.testing.simulation.program.Program;
import dev.perdure.testing.simulation.program.Statement;
import dev.perdure.testing.simulation.program.Statement.Behaviour;
import dev.perdure.testing.simulation.program.Statement.Call;
import dev.perdure.testing.simulation.program.Statement.Sleep;
import dev.perdure.testing.simulation.program.Statement.WaitFor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The small scenes in which the process crashes at every operation. Each shows one thing that
/// orchestrations or entities do.
final class Scenes {
  private static final Call CALL = new Call(Behaviour.SUCCEEDS);
  private static final Call LARGE = new Call(Behaviour.LARGE);
  private static final Call FAILING = new Call(Behaviour.FAILS);
  private static final Sleep NAP = new Sleep(Duration.ofMillis(200));
  private static final WaitFor RED = new WaitFor("red");
  private static final WaitFor BLUE = new WaitFor("blue");
  private static final Ask START = new Ask.Start("a", 0);

  private Scenes() {}

  static List<Scene> all() {
    List<Scene> all = new ArrayList<>(ofOrchestrations());
    all.addAll(EntityScenes.all());
    return all;
  }

  private static List<Scene> ofOrchestrations() {
    return List.of(
        scene("three activities in a row", List.of(START), CALL, CALL, CALL),
        scene("fan-out and fan-in", List.of(START),
            new Statement.All(List.of(CALL, LARGE, CALL, LARGE, CALL))),
        scene("a failure that is caught", List.of(START),
            new Statement.Attempt(List.of(CALL, FAILING), List.of(CALL))),
        scene("retries", List.of(START), new Statement.Retry(2, 4, Duration.ofMillis(50)), CALL),
        scene("timers", List.of(START), NAP, CALL, NAP),
        scene("events, some before they are awaited",
            List.of(START, red(1), new Ask.Pause(300), red(2), red(3)), NAP, RED, RED, CALL, RED),
        scene("a race of an event and a timer",
            List.of(START, new Ask.Pause(150), red(1)),
            new Statement.Race(List.of(RED, NAP), true), CALL),
        scene("a race of everything",
            List.of(START, red(1), blue(2)),
            new Statement.Race(List.of(CALL, NAP, BLUE), true),
            new Statement.Race(List.of(RED, CALL), false), CALL),
        scene("events carried through continue-as-new",
            List.of(START, red(1), red(2), red(3)), CALL, RED, new Statement.Again(3, true)),
        family("a sub-orchestration", List.of(START), CALL, CALL),
        family("a sub-orchestration that fails", List.of(START), CALL, new Statement.Fail()),
        scene("suspended and resumed",
            List.of(
                START, new Ask.Suspend("a"), red(1), new Ask.Pause(500), new Ask.Resume("a")),
            CALL, RED, CALL),
        new Scene(
            "an event from one instance to another", 3,
            List.of(
                new Program(0, List.of(CALL, RED, CALL)),
                new Program(1, List.of(CALL, NAP, CALL))),
            List.of(START, new Ask.Start("b", 1), red(1))),
        new Scene(
            "a start with an id in use", 2,
            List.of(new Program(0, List.of(RED, CALL)), new Program(1, List.of(CALL))),
            List.of(START, new Ask.Start("a", 1), red(1))),
        scene("a purge too early", List.of(START, new Ask.Purge("a"), red(1)), RED, CALL),
        scene("terminated on the way",
            List.of(START, new Ask.Pause(100), new Ask.Terminate("a")), CALL, NAP, CALL));
  }

  private static Scene scene(String name, List<Ask> asks, Statement... body) {
    return new Scene(name, 2, List.of(new Program(0, List.of(body))), asks);
  }

  private static Scene family(String name, List<Ask> asks, Statement... child) {
    Statement.Child call = new Statement.Child(1, "");
    List<Program> programs = new ArrayList<>();
    programs.add(
        new Program(0, List.of(new Statement.Attempt(List.of(call, CALL), List.of(CALL)))));
    programs.add(new Program(1, List.of(child)));
    return new Scene(name, 3, programs, asks);
  }

  private static Ask red(int number) {
    return new Ask.Raise("a", "red", "scene " + number);
  }

  private static Ask blue(int number) {
    return new Ask.Raise("a", "blue", "scene " + number);
  }
}
