package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the scripts at the root say before they build or run anything.
@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class ScriptTest {
  @TempDir
  private Path directory;
  private Path out;

  @BeforeEach
  void name() {
    out = directory.resolve("out");
  }

  @Test
  void aJdkThatIsTooOldIsNamedWithItsVersion() throws Exception {
    Path jdk = Files.createDirectory(directory.resolve("jdk"));
    Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"17.0.9\"\n");
    Path java = Files.createDirectory(jdk.resolve("bin")).resolve("java");
    assertThat(Files.createFile(java).toFile().setExecutable(true)).isTrue();

    for (String script : List.of("perdure", "verify")) {
      assertThat(run(Map.of("PERDURE_JAVA_HOME", jdk.toString()), script, "--help")).isEqualTo(1);
      assertThat(Files.readString(out)).isEqualTo(script + ": Expected a JDK 25 or newer, but "
          + "PERDURE_JAVA_HOME is " + jdk + ", whose version is 17.0.9\n");
    }
  }

  @Test
  void aPathWithoutAJdkIsNamed() throws Exception {
    assertThat(run(Map.of("PERDURE_JAVA_HOME", directory.toString()), "perdure", "--help"))
        .isEqualTo(1);

    assertThat(Files.readString(out))
        .contains("PERDURE_JAVA_HOME is " + directory + ", where there is no JDK");
  }

  @Test
  void theBenchmarksAreExplainedWithoutBuildingThem() throws Exception {
    assertThat(run(Map.of("PATH", "/usr/bin:/bin"), "perdure", "bench", "--help")).isZero();

    assertThat(Files.readString(out)).startsWith("Usage: perdure bench ")
        .contains("DIRECTORY", "w1", "grpc").doesNotContain("Building");
  }

  private int run(Map<String, String> environment, String script, String... arguments)
      throws IOException, InterruptedException {
    Path root = Path.of("..").toAbsolutePath().normalize();
    List<String> command = Stream.concat(
        Stream.of("sh", root.resolve(script).toString()), Stream.of(arguments)).toList();
    var builder = new ProcessBuilder(command).directory(directory.toFile())
        .redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    return process.waitFor();
  }
}
