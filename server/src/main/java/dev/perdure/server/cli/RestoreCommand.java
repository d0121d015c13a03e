package dev.perdure.server.cli;

import dev.perdure.server.configuration.ServerConfiguration;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Restores a backup.
@Command(
    name = "restore",
    description = "Make the state that of a backup. There must be none yet.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class RestoreCommand implements Runnable {
  private final Program program;

  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      description = "Where the backup is.",
      converter = DirectoryConverter.class)
  @SuppressWarnings("NullAway.Init") // Set by picocli, which demands it.
  private Path backup;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the state shall be. Default: "
          + ServerConfiguration.DEFAULT_DATA,
      converter = DirectoryConverter.class)
  private Path data = Path.of(ServerConfiguration.DEFAULT_DATA);

  RestoreCommand(Program program) {
    this.program = program;
  }

  @Override
  public void run() {
    program.restore(backup, data);
    spec.commandLine().getOut().println("Restored " + backup + " to " + data);
  }
}
