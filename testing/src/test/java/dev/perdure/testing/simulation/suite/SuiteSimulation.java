package dev.perdure.testing.simulation.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.testing.simulation.Mutation;
import dev.perdure.testing.simulation.Simulation;
import dev.perdure.testing.simulation.chance.Chance;
import dev.perdure.testing.simulation.check.Finding;
import dev.perdure.testing.suite.Arguments;
import dev.perdure.testing.suite.Report;
import dev.perdure.testing.suite.Suite;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Short forms of what `./verify` runs for minutes.
final class SuiteSimulation {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private Report run(Suite suite, String... arguments) throws Exception {
    Report report = new Report("test", new PrintStream(said, true, StandardCharsets.UTF_8));
    suite.run(new Arguments(List.of(arguments), Main.OPTIONS), report);
    return report;
  }

  @Test
  void casesThatOnceFailedFailNoMore() throws Exception {
    Report report = run(new Seeds(), "--seeds", "20");

    assertThat(report.good()).as(said()).isTrue();
    assertThat(said()).contains("0 of 20: the failure rate is below 0.15");
  }

  @Test
  void aCrashAtAnyOperationAddsNoOutcome() throws Exception {
    Report report = run(new CrashSweep(), "--seeds", "1");

    assertThat(report.good()).as(said()).isTrue();
    assertThat(said()).contains("0 with violations");
  }

  @Test
  void whatFailsBecomesMuchSmallerAndStillFails() {
    long seed = LongStream.rangeClosed(1, 100).filter(
        each -> Simulation.run(Chance.ofSeed(each), Mutation.TEARS_BATCHES, null).first() != null)
        .findFirst().orElseThrow();
    Chance chance = Chance.ofSeed(seed);
    Finding finding = Objects.requireNonNull(
        Simulation.run(chance, Mutation.TEARS_BATCHES, null).first());

    Failure failure = Failure.shrink(chance, finding, Mutation.TEARS_BATCHES);

    assertThat(failure.small().weight()).isLessThan(failure.found().weight() / 20);
    Finding again = Simulation
        .run(Chance.replay(failure.small()), Mutation.TEARS_BATCHES, null).first();
    assertThat(again).isNotNull().extracting(Finding::oracle).isEqualTo(finding.oracle());
  }

  @Test
  void whatEntitiesDoWrongBecomesSmall() {
    Chance chance = Chance.ofSeed(1);
    Finding finding = Simulation.run(chance, Mutation.FORGETS_OWNED_OPERATIONS, null).first();
    for (long seed = 2; finding == null; seed++) {
      chance = Chance.ofSeed(seed);
      finding = Simulation.run(chance, Mutation.FORGETS_OWNED_OPERATIONS, null).first();
    }

    Failure failure = Failure.shrink(chance, finding, Mutation.FORGETS_OWNED_OPERATIONS);

    assertThat(failure.small().weight()).isLessThan(failure.found().weight() / 4);
    Simulation.run(
        Chance.replay(failure.small()), Mutation.FORGETS_OWNED_OPERATIONS,
        line -> said.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8)));
    assertThat(said()).contains("Section[entities=[@account@");
  }

  @Test
  void aCaseIsToldWithItsProgramsAndFaults() throws Exception {
    run(new Seeds(), "--case", "crash between commits:0*4,29;rates:0*2,5;programs:1,0*2,1");

    assertThat(said()).contains(
        "program 0\n  Call[behaviour=SUCCEEDS]", "FAULT crash between commits",
        "the process begins");
  }

  @Test
  void whatIsNeverMetIsMissed() {
    assertThat(Situations.missing(Map.of())).contains("timer fired late", "continued as new");
    assertThat(Situations.missing(Map.of("timer fired late", 3L)))
        .doesNotContain("timer fired late");
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
