package dev.perdure.testing.suite;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;

/// The suite of a fuzzer: `[--cycles N] [--seed S]`. A finding names the seed and the cycle, which
/// together repeat it.
public final class Fuzz implements Suite {

  /// The names of its arguments.
  public static final Set<String> OPTIONS = Set.of("--cycles", "--seed");

  /// Sends what nobody should send.
  public interface Fuzzer {

    /// Sends so many messages.
    ///
    /// @return what was found
    List<String> run(int cycles) throws IOException;

    /// How often each answer came.
    Map<?, Integer> answers();
  }

  private final LongFunction<Fuzzer> fuzzers;

  /// @param fuzzers a fuzzer for each seed
  public Fuzz(LongFunction<Fuzzer> fuzzers) {
    this.fuzzers = fuzzers;
  }

  @Override
  public void run(Arguments arguments, Report report) throws IOException {
    int cycles = (int) arguments.number("--cycles", 20_000);
    Fuzzer fuzzer = fuzzers.apply(arguments.number("--seed", 1));
    fuzzer.run(cycles).forEach(report::found);
    report.say("%d messages in %.1f seconds, answers %s, findings %d", cycles, report.seconds(),
        fuzzer.answers(), report.violations());
    report.figure("runs", cycles);
  }
}
