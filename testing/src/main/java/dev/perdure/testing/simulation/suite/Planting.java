package dev.perdure.testing.simulation.suite;

import dev.perdure.testing.simulation.Mutation;
import dev.perdure.testing.simulation.Simulation;
import dev.perdure.testing.simulation.chance.Chance;
import dev.perdure.testing.simulation.check.Finding;

/// Plants each mistake in turn and looks for the first seed that finds it.
final class Planting implements Suite {
  @Override
  public void run(Arguments arguments, Report report) {
    long most = arguments.number("--seeds", 1000);
    int found = 0;
    int planted = 0;
    for (Mutation mutation : Mutation.values()) {
      if (mutation == Mutation.NONE) {
        continue;
      }
      planted++;
      long seed = 0;
      Finding first = null;
      while (first == null && seed < most) {
        first = Simulation.run(Chance.ofSeed(++seed), mutation, null).first();
      }
      if (first == null) {
        report.say("%-30s not found in %d seeds", mutation, most);
        report.violation(mutation + " was not found in " + most + " seeds");
      } else {
        found++;
        report.say("%-30s seed %-6d %s", mutation, seed, first.oracle());
      }
    }
    report.say("%d of %d planted mistakes found", found, planted);
  }
}
