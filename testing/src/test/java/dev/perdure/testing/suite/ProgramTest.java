package dev.perdure.testing.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProgramTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

  @TempDir
  private Path directory;

  private int run(Suite suite, String... words) throws Exception {
    return new Program(Map.of("shake", suite, "drop", suite), Set.of("--times"))
        .run(List.of(words), stream(said), stream(complained));
  }

  @Test
  void aGoodSuiteEndsWithZeroAndWritesWhatItDid() throws Exception {
    Path file = directory.resolve("report.json");

    int code = run((arguments, report) -> {
      report.figure("times", arguments.number("--times", 1));
      report.happened(Map.of("crash", 3, "- rare", 1L));
    }, "shake", "--times", "7", "--report", file.toString());

    assertThat(code).isZero();
    assertThat(Files.readString(file)).contains(
        "\"suite\" : \"shake\"", "\"good\" : true", "\"times\" : 7", "\"violations\" : 0",
        "\"crash\" : 3", "\"rare\" : 1");
  }

  @Test
  void whatIsWrongIsSaidAndMakesTheReportBad() throws Exception {
    Path file = directory.resolve("report.json");

    int code = run((arguments, report) -> {
      report.found("it fell");
      report.cannotRun("no shelf here");
    }, "drop", "--report", file.toString());

    assertThat(code).isEqualTo(Program.WRONG);
    assertThat(said).hasToString("it fell\nno shelf here\n".replace("\n", System.lineSeparator()));
    assertThat(Files.readString(file)).contains(
        "\"good\" : false", "\"violations\" : 1", "\"it fell\"");
  }

  @Test
  void whatCannotRunHereIsNoSuccess() throws Exception {
    Path file = directory.resolve("report.json");

    int code = run((arguments, report) -> report.cannotRun("no shelf here"), "shake", "--report",
        file.toString());

    assertThat(code).isEqualTo(Program.NOT_RUN);
    assertThat(Files.readString(file)).contains("\"good\" : false");
  }

  @Test
  void wrongWordsAreNamedAndNothingRuns() throws Exception {
    Suite suite = (arguments, report) -> report.figure("times", arguments.number("--times", 1));

    assertThat(run(suite)).isEqualTo(Program.USAGE);
    assertThat(run(suite, "shove")).isEqualTo(Program.USAGE);
    assertThat(run(suite, "shake", "--tmies", "3")).isEqualTo(Program.USAGE);
    assertThat(run(suite, "shake", "--times")).isEqualTo(Program.USAGE);
    assertThat(run(suite, "shake", "--times", "often")).isEqualTo(Program.USAGE);
    assertThat(said).hasToString("");
    assertThat(complained.toString(StandardCharsets.UTF_8)).contains(
        "Expected a suite of [drop, shake], but got ''", "but got 'shove'",
        "Expected one of [--report, --times] and a value, but got --tmies",
        "but got --times", "Expected a number behind --times, but got 'often'");
  }

  @Test
  void aSeedThatIsNotNamedIsDrawn() {
    Arguments none = new Arguments(List.of(), Set.of("--seed"));
    Arguments one = new Arguments(List.of("--seed", "8"), Set.of("--seed"));

    assertThat(none.seed()).isNotNegative();
    assertThat(one.seed()).isEqualTo(8);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
