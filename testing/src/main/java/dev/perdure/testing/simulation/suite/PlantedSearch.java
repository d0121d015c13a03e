package dev.perdure.testing.simulation.suite;

import dev.perdure.testing.simulation.CrashPoint;
import dev.perdure.testing.simulation.Scene;
import dev.perdure.testing.simulation.Simulation;
import dev.perdure.testing.simulation.chance.Chance;
import dev.perdure.testing.simulation.check.Finding;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Answers what a seed finds. Loaded once more for each planted mistake, so that it speaks in
/// classes of Java alone.
public final class PlantedSearch implements LongFunction<@Nullable String> {

  /// How often each scene is run, each time with other delays.
  private static final int WORLDS = 4;

  /// Runs a seed; 0 means the scenes, without a crash.
  ///
  /// @return what is wrong, or null
  @Override
  public @Nullable String apply(long seed) {
    if (seed == 0) {
      return scenes();
    }
    Finding first = Simulation.run(Chance.ofSeed(seed)).first();
    return first == null ? null : first.oracle() + ": " + first.text();
  }

  private static @Nullable String scenes() {
    for (Scene scene : Scenes.all()) {
      for (int seed = 1; seed <= WORLDS; seed++) {
        SceneRun run = SceneRun.of(scene, seed, CrashPoint.counting());
        if (!run.wrong().isEmpty()) {
          return run.wrong().get(0);
        }
      }
    }
    return null;
  }
}
