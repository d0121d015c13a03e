package dev.perdure.testing.simulation.suite;

import dev.perdure.testing.simulation.Mutation;
import dev.perdure.testing.simulation.Simulation;
import dev.perdure.testing.simulation.chance.Chance;
import dev.perdure.testing.simulation.check.Finding;
import dev.perdure.testing.suite.Arguments;
import dev.perdure.testing.suite.Report;
import dev.perdure.testing.suite.Suite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Plants each mistake in turn and looks for the first seed that finds it: first those in the
/// source of the engine and the runtime, then those in what the store is given.
final class Planting implements Suite {

  /// With fewer seeds than this, there is no looking for rare mistakes.
  private static final long ENOUGH_FOR_RARE = 10_000;

  /// The length of a line's first column.
  private static final int NAME = 72;

  private final List<Map<String, Object>> results = new ArrayList<>();
  private int found;
  private int left;

  @Override
  public void run(Arguments arguments, Report report) {
    long most = arguments.number("--seeds", 2000);
    String only = arguments.text("--only");
    Planter planter = new Planter(Path.of(System.getProperty("perdure.sources", ".")));
    for (Mistake mistake : Mistake.all()) {
      if (mistake.rare() && most < ENOUGH_FOR_RARE && only == null) {
        left(mistake.name(), report);
      } else if (only == null || mistake.name().startsWith(only)) {
        search(mistake.name(), planter.plant(mistake), most, report);
      }
    }
    for (Mutation mutation : Mutation.values()) {
      if (mutation.rare() && most < ENOUGH_FOR_RARE && only == null) {
        left(mutation.name(), report);
      } else if (mutation != Mutation.NONE && (only == null || mutation.name().equals(only))) {
        search(mutation.name(), seed -> find(mutation, seed), most, report);
      }
    }
    report.figure("planted", results.size());
    report.figure("found", found);
    report.figure("mistakes", results);
    report.figure("left", left);
    report.say("%d of %d planted mistakes found, %d rare ones left to the long form, %.1f s",
        found, results.size(), left, report.seconds());
  }

  private static @Nullable String find(Mutation mutation, long seed) {
    Finding first = Simulation.run(Chance.ofSeed(seed), mutation, null).first();
    return first == null ? null : first.oracle() + ": " + first.text();
  }

  private void left(String name, Report report) {
    left++;
    report.say("%-" + NAME + "s left to the long form", name);
  }

  private void search(
      String name, LongFunction<@Nullable String> search, long most, Report report) {
    long begun = System.nanoTime();
    long seed = -1;
    String what = null;
    while (what == null && seed < most) {
      what = search.apply(++seed);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("mistake", name);
    result.put("seconds", seconds);
    results.add(result);
    String shortly = name.length() > NAME ? name.substring(0, NAME) : name;
    if (what == null) {
      report.violation("'" + name + "' was not found in " + most + " seeds");
      report.say("%-" + NAME + "s NOT FOUND in %d seeds, %.1f s", shortly, most, seconds);
      return;
    }
    found++;
    String oracle = what.replaceFirst(":.*", "");
    result.put("seed", seed);
    result.put("oracle", oracle);
    report.say("%-" + NAME + "s %s %-5d %6.2f s  %s", shortly, seed == 0 ? "scene" : "seed ",
        seed, seconds, oracle);
  }
}
