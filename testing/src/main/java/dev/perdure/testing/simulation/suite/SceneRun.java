package dev.perdure.testing.simulation.suite;

import dev.perdure.testing.simulation.CrashPoint;
import dev.perdure.testing.simulation.Mutation;
import dev.perdure.testing.simulation.Scene;
import dev.perdure.testing.simulation.Simulation;
import dev.perdure.testing.simulation.chance.Chance;
import dev.perdure.testing.simulation.check.Finding;
import dev.perdure.testing.simulation.program.Outcomes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What came of a scene, and what is wrong with that.
///
/// @param ends what its instances came to
/// @param wrong what they may not have come to, and whatever else was found
record SceneRun(Set<String> ends, List<String> wrong) {

  /// Runs a scene and judges it.
  ///
  /// @param seed decides how long everything takes
  static SceneRun of(Scene scene, long seed, CrashPoint point) {
    Simulation.Result result = Simulation.run(
        scene, Chance.ofSeed(seed), point, Mutation.NONE, null);
    Set<String> ends = new TreeSet<>();
    List<String> wrong = new ArrayList<>();
    for (Finding finding : result.findings()) {
      wrong.add(finding.oracle() + ": " + finding.text());
    }
    allowed(scene).forEach((id, those) -> {
      String end = result.ends().getOrDefault(id, "nothing");
      end = end.startsWith("Terminated") ? "Terminated" : end;
      ends.add(id + " " + end);
      if (!those.contains(end)) {
        wrong.add("OUTCOME: " + id + " came to '" + end + "', but may only come to " + those);
      }
    });
    if (!point.reached()) {
      wrong.add("OUTCOME: the run did not come so far");
    }
    return new SceneRun(ends, wrong);
  }

  /// All that each instance of a scene may come to.
  static Map<String, Set<String>> allowed(Scene scene) {
    Map<String, Set<String>> allowed = new TreeMap<>();
    for (Scene.Ask ask : scene.asks()) {
      if (ask instanceof Scene.Ask.Start start) {
        Map<String, List<String>> events = new HashMap<>();
        for (String event : List.of("red", "blue")) {
          events.put(event, scene.raised(start.instanceId(), event));
        }
        allowed.putIfAbsent(
            start.instanceId(), Outcomes.of(scene.programs(), start.program(), events));
      }
    }
    for (Scene.Ask ask : scene.asks()) {
      if (ask instanceof Scene.Ask.Terminate terminate) {
        allowed.getOrDefault(terminate.instanceId(), new TreeSet<>()).add("Terminated");
      }
    }
    return allowed;
  }
}
