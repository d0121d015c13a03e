package dev.perdure.testing.simulation.suite;

import dev.perdure.testing.simulation.Simulation;
import dev.perdure.testing.simulation.chance.Chance;
import dev.perdure.testing.suite.Arguments;
import dev.perdure.testing.suite.Report;
import dev.perdure.testing.suite.Suite;

/// Prints the digest of everything that happens in each seed. [TwoMachines] compares them.
final class Hashes implements Suite {
  @Override
  public void run(Arguments arguments, Report report) {
    long from = arguments.number("--from", 1);
    long count = arguments.number("--seeds", 1000);
    for (long seed = from; seed < from + count; seed++) {
      Simulation.Result result = Simulation.run(Chance.ofSeed(seed));
      report.say("%d %016x %d", seed, result.hash(), result.events());
    }
  }
}
