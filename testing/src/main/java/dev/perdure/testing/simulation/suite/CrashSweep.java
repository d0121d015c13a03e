package dev.perdure.testing.simulation.suite;

import dev.perdure.testing.simulation.CrashPoint;
import dev.perdure.testing.simulation.Scene;
import dev.perdure.testing.suite.Arguments;
import dev.perdure.testing.suite.Report;
import dev.perdure.testing.suite.Suite;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Lets the process crash at every operation of its store, in every way, and then once more soon
/// after; each scene must come to something that its program may come to without any crash.
final class CrashSweep implements Suite {

  /// How many operations after the first crash a second one comes; 0 for none.
  private static final int[] SECOND = {0, 1, 2, 4};

  /// A run.
  ///
  /// @param seed decides how long everything takes
  /// @param how where it crashes, for people to read
  private record Case(Scene scene, long seed, CrashPoint point, String how) {}

  private int runs;
  private int failed;

  @Override
  public void run(Arguments arguments, Report report) {
    String only = arguments.text("--only");
    long from = arguments.number("--from", 1);
    long worlds = arguments.number("--seeds", 1);
    int points = 0;
    for (Scene scene : Scenes.all()) {
      if (only == null || only.equals(scene.name())) {
        Set<String> ends = new TreeSet<>();
        for (long seed = from; seed < from + worlds; seed++) {
          points += sweep(scene, seed, ends, report);
        }
        report.say("%-45s %d of %d allowed ends met", scene.name(), ends.size(),
            SceneRun.allowed(scene).values().stream().mapToInt(Set::size).sum());
      }
    }
    report.figure("points", points);
    report.figure("runs", runs);
    report.figure("failed", failed);
    report.say("%d crash points, %d runs, %d with violations, %.1f s", points, runs, failed,
        report.seconds());
  }

  /// @return how many operations there are to crash at
  private int sweep(Scene scene, long seed, Set<String> ends, Report report) {
    Case calm = new Case(scene, seed, CrashPoint.counting(), "no crash");
    ends.addAll(judge(calm, report));
    int operations = calm.point().operations();
    for (int operation = 1; operation <= operations; operation++) {
      for (CrashPoint.Left left : CrashPoint.Left.values()) {
        for (int later : SECOND) {
          CrashPoint point = CrashPoint.at(
              operation, later == 0 ? 0 : operation + later, left);
          String how = "crash at operation " + operation + " and " + later + " later, leaving "
              + left;
          ends.addAll(judge(new Case(scene, seed, point, how), report));
        }
      }
    }
    return operations * CrashPoint.Left.values().length;
  }

  /// @return what the instances came to
  private Set<String> judge(Case one, Report report) {
    runs++;
    Scene scene = one.scene();
    SceneRun run = SceneRun.of(scene, one.seed(), one.point());
    List<String> wrong = run.wrong();
    if (!wrong.isEmpty()) {
      failed++;
      report.violation(scene.name() + ", " + one.how() + ": " + wrong);
      report.say("%s, %s: %s", scene.name(), one.how(), wrong);
      report.say("  repeat it with: ./verify crash-points --only '%s' --from %d", scene.name(),
          one.seed());
    }
    return run.ends();
  }
}
