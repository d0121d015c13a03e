package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.testing.simulation.Simulation;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The simulation over the wire in its shortest form; `./verify wire` has the longer one.
final class WireSimulationTest {

  @Test
  void whateverHappensOnTheWayEverythingEndsAsItShould() {
    for (long seed = 1; seed <= 100; seed++) {
      assertThat(WireSimulation.run(seed, WireMistake.NONE, null).findings())
          .as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void aSeedAlwaysGivesTheSameRun() {
    for (long seed = 1; seed <= 10; seed++) {
      Simulation.Result first = WireSimulation.run(seed, WireMistake.NONE, null);

      assertThat(WireSimulation.run(seed, WireMistake.NONE, null)).isEqualTo(first);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aMistakeOnTheWayIsFound(WireMistake mistake) {
    assertThat(LongStream.rangeClosed(1, 1000))
        .anyMatch(seed -> !WireSimulation.run(seed, mistake, null).findings().isEmpty());
  }
}
