package dev.perdure.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.server.configuration.AccessOptions;
import dev.perdure.server.configuration.GrpcPorts;
import dev.perdure.server.configuration.HttpOptionsFile;
import dev.perdure.server.configuration.OperatorException;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.configuration.SaltedHash;
import dev.perdure.server.configuration.ServerConfiguration;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PerdureCommandTest {
  private final List<ServerConfiguration> served = new ArrayList<>();
  private final List<String> copied = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void devHasDefaults() {
    assertThat(run("dev")).isZero();

    assertThat(served).singleElement().satisfies(it -> {
      assertThat(it.data()).contains(Path.of(".perdure"));
      assertThat(it.address().getHostAddress()).isEqualTo("127.0.0.1");
      assertThat(it.port()).isEqualTo(7071);
      assertThat(it.retention()).contains(Duration.ofDays(30));
      assertThat(it.maxPayload()).isEqualTo(4 * 1024 * 1024);
    });
  }

  @Test
  void devTakesItsOptions() {
    assertThat(run("dev", "--data", "state", "--port=0", "--bind", "::1", "--retention", "12h",
        "--max-payload", "2048")).isZero();

    assertThat(served).singleElement().satisfies(it -> {
      assertThat(it.data()).contains(Path.of("state"));
      assertThat(it.address().isLoopbackAddress()).isTrue();
      assertThat(it.port()).isZero();
      assertThat(it.retention()).contains(Duration.ofHours(12));
      assertThat(it.maxPayload()).isEqualTo(2048);
    });
  }

  @Test
  void ephemeralStateHasNoDirectoryAndRetentionCanBeOff() {
    assertThat(run("dev", "--ephemeral", "--retention", "off")).isZero();

    assertThat(served).singleElement().satisfies(it -> {
      assertThat(it.data()).isEmpty();
      assertThat(it.retention()).isEmpty();
    });
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "dev --prot 1|--prot",
      "dev --port x|'x'",
      "dev --port 70000|70000",
      "dev --port -1|-1",
      "dev --bind 0.0.0.0|authentication",
      "dev --bind 192.0.2.1|authentication",
      "dev --bind no.such.host.invalid|no.such.host.invalid",
      "dev --retention soon|'soon'",
      "dev --retention 0d|'0d'",
      "dev --retention -3h|-3h",
      "dev --port 7072 --grpc-port 7072|both are 7072",
      "dev --port 4001|both are 4001",
      "dev --max-payload 1|1024",
      "dev --max-payload 999999999|67108864",
      "dev --ephemeral --data d|--ephemeral",
      "dev extra|extra",
      "key|NAME",
      "key a/b|letters",
      "key a --opens all|--opens",
      "deploy|deploy",
      "backup|DIR",
      "restore|DIR"})
  void whatIsWronglyTypedIsNamedInOneLine(String typed, String named) {
    assertThat(run(typed.split(" "))).isEqualTo(2);

    assertThat(err.toString()).startsWith("perdure: ").contains(named).contains("--help")
        .hasLineCount(1);
    assertThat(served).isEmpty();
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void anEmptyDirectoryIsWronglyTyped() {
    assertThat(run("dev", "--data", "")).isEqualTo(2);
    assertThat(run("backup", "b", "--data", "")).isEqualTo(2);
    assertThat(run("backup", "")).isEqualTo(2);
    assertThat(run("restore", "b", "--data=")).isEqualTo(2);

    assertThat(err.toString().lines()).hasSize(4).allMatch(it -> it.contains("got ''"));
    assertThat(served).isEmpty();
    assertThat(copied).isEmpty();
  }

  @Test
  void httpGetsThePortThatGrpcOnlyWants() {
    assertThat(run("dev", "--port", "8080")).isZero();

    assertThat(served).singleElement()
        .satisfies(it -> assertThat(it.grpc()).isEqualTo(GrpcPorts.of(4001)));
  }

  @Test
  void nothingTypedIsWronglyTyped() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString().strip()).isEqualTo("perdure: Missing command (see perdure --help)");
  }

  @Test
  void backupsAndRestoresAreDone() {
    assertThat(run("backup", "b")).isZero();
    assertThat(run("restore", "b", "--data", "d")).isZero();

    assertThat(copied).containsExactly(
        "backup .perdure to " + Path.of("b").toAbsolutePath(), "restore b to d");
    assertThat(out.toString()).contains("Wrote the backup to b", "Restored b to d");
  }

  @Test
  void whatCannotBeDoneIsSaidInOneLine() {
    assertThat(run("backup", "full")).isEqualTo(1);

    assertThat(err.toString().strip()).isEqualTo("perdure: the disk is full");
  }

  @Test
  void otherMachinesAreLetInOnceThereIsAuthentication(@TempDir Path directory)
      throws IOException {
    Path open = Files.writeString(directory.resolve("open"), "hub=Orders\n");
    Path closed = Files.writeString(directory.resolve("closed"),
        "key.ops=operate " + SaltedHash.of("secret") + "\n");

    assertThat(run("dev", "--bind", "0.0.0.0", "--http", open.toString())).isEqualTo(2);
    assertThat(served).isEmpty();
    assertThat(run("dev", "--bind", "0.0.0.0", "--http", closed.toString())).isZero();
    assertThat(served).singleElement().satisfies(it -> {
      assertThat(it.address().isAnyLocalAddress()).isTrue();
      assertThat(it.http().access().isOpen()).isFalse();
    });
  }

  @Test
  void aFileThatIsWrongIsSaidInOneLine(@TempDir Path directory) throws IOException {
    Path wrong = Files.writeString(directory.resolve("wrong"), "huub=Orders\n");

    assertThat(run("dev", "--http", wrong.toString())).isEqualTo(1);
    assertThat(err.toString()).startsWith("perdure: ").contains("huub").hasLineCount(1);
  }

  @Test
  void aKeyIsMadeWithTheLineThatAcceptsIt(@TempDir Path directory) throws IOException {
    assertThat(run("key", "ops", "--opens", "admin")).isZero();

    List<String> lines = out.toString().lines().map(String::strip).toList();
    Path file = Files.writeString(directory.resolve("http"), lines.get(3));
    AccessOptions.Key key = HttpOptionsFile.read(file).access().keys().get(0);
    assertThat(key.name()).isEqualTo("ops");
    assertThat(key.grant()).isEqualTo(new AccessOptions.Grant.Management(Role.ADMIN));
    assertThat(lines.get(1)).hasSize(43);
    assertThat(key.hash().matches(lines.get(1))).isTrue();
  }

  @Test
  void helpAndVersionAreGiven() {
    assertThat(run("--help")).isZero();
    assertThat(run("dev", "--help")).isZero();
    assertThat(run("--version")).isZero();

    assertThat(out.toString()).contains("dev", "bench", "backup", "restore", "--ephemeral",
        "--retention",
        "Perdure ", "Java ");
  }

  private int run(String... arguments) {
    var line = PerdureCommand.over(new RecordingProgram());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private final class RecordingProgram implements Program {
    @Override
    public void serve(ServerConfiguration configuration, PrintWriter unused) {
      served.add(configuration);
    }

    @Override
    public void backup(Path data, Path target) {
      if (target.endsWith("full")) {
        throw new OperatorException("the disk\nis full");
      }
      copied.add("backup " + data + " to " + target);
    }

    @Override
    public void restore(Path backup, Path data) {
      copied.add("restore " + backup + " to " + data);
    }
  }
}
