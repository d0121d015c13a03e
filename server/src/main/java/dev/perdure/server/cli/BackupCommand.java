package dev.perdure.server.cli;

import dev.perdure.server.configuration.ServerConfiguration;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes a backup.
@Command(
    name = "backup",
    description = "Write a consistent copy of the state, also while a server runs on it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class BackupCommand implements Runnable {
  private final Program program;

  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      description = "Where the copy shall be: empty or not there yet.",
      converter = DirectoryConverter.class)
  @SuppressWarnings("NullAway.Init") // Set by picocli, which demands it.
  private Path target;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the state is. Default: "
          + ServerConfiguration.DEFAULT_DATA,
      converter = DirectoryConverter.class)
  private Path data = Path.of(ServerConfiguration.DEFAULT_DATA);

  BackupCommand(Program program) {
    this.program = program;
  }

  @Override
  public void run() {
    program.backup(data, target.toAbsolutePath().normalize());
    spec.commandLine().getOut().println("Wrote the backup to " + target);
  }
}
