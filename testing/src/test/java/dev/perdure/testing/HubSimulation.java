package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.testing.simulation.Mutation;
import dev.perdure.testing.simulation.Simulation;
import dev.perdure.testing.simulation.chance.Chance;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/// A few of the seeds that `./verify` runs by the thousand.
final class HubSimulation {
  private static final int SEEDS = 300;

  @Test
  void noSeedBreaksTheHub() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      assertGood(seed, Simulation.run(Chance.ofSeed(seed)));
    }
  }

  @Test
  void sameSeedGivesTheSameRun() {
    for (long seed = 1; seed <= 20; seed++) {
      Simulation.Result first = Simulation.run(Chance.ofSeed(seed));

      assertThat(Simulation.run(Chance.ofSeed(seed))).isEqualTo(first);
    }
  }

  @Test
  void recordedChoicesGiveTheSameRun() {
    Chance chance = Chance.ofSeed(7);
    Simulation.Result first = Simulation.run(chance);

    assertThat(Simulation.run(Chance.replay(chance.recorded()))).isEqualTo(first);
  }

  /// Seeds that once found something. A seed means another run whenever the simulation learns
  /// something new, so that each of these mistakes also has a test of its own:
  /// - 22, 990: a failed read closed the store, and the hub did not say that it had failed;
  /// - 1168: an activity whose row came and went within one batch was offered all the same;
  /// - 6766: a batch without writes behind a refused one let the effects of that one run.
  @Test
  void seedsThatFoundSomethingFindItNoMore() {
    for (long seed : new long[]{22, 990, 1168, 6766}) {
      assertGood(seed, Simulation.run(Chance.ofSeed(seed)));
    }
  }

  @Test
  void plantedMistakesAreFound() {
    // Stale answers that fit are the rarest: it takes thousands of seeds to find them.
    EnumSet<Mutation> missing = EnumSet.complementOf(
        EnumSet.of(Mutation.NONE, Mutation.REPEATS_INCARNATIONS));
    for (long seed = 1; seed <= 150; seed++) {
      for (Mutation mutation : EnumSet.copyOf(missing)) {
        if (!Simulation.run(Chance.ofSeed(seed), mutation, null)
            .findings().isEmpty()) {
          missing.remove(mutation);
        }
      }
      if (missing.isEmpty()) {
        return;
      }
    }
    assertThat(missing).isEmpty();
  }

  private static void assertGood(long seed, Simulation.Result result) {
    assertThat(result.findings()).as("repeat it with: ./verify --seed %d", seed).isEmpty();
  }
}
