package dev.perdure.server.cli;

import dev.perdure.server.configuration.OperatorException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// The command line of Perdure. Its exit codes: 0 done, 1 could not be done, 2 wrongly typed.
@Command(
    name = "perdure",
    description = "Durable execution for the JVM.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"",
        "In a working copy, ./perdure bench measures this machine; it has a --help, too."})
public final class PerdureCommand implements Runnable {
  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec spec;

  private PerdureCommand() {}

  /// The command line over a program.
  public static CommandLine over(Program program) {
    var line = new CommandLine(new PerdureCommand())
        .addSubcommand(new DevCommand(program))
        .addSubcommand(new KeyCommand())
        .addSubcommand(new BackupCommand(program))
        .addSubcommand(new RestoreCommand(program));
    line.setParameterExceptionHandler((wrong, _) -> usage(wrong));
    line.setExecutionExceptionHandler((failure, command, _) -> failed(failure, command));
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  private static int usage(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("perdure: " + oneLine(wrong) + " (see "
        + command.getCommandSpec().qualifiedName() + " --help)");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception failure, CommandLine command) {
    if (failure instanceof OperatorException) {
      command.getErr().println("perdure: " + oneLine(failure));
    } else {
      failure.printStackTrace(command.getErr()); // A fault of ours: whoever sees it can report it.
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String oneLine(Exception failure) {
    return String.valueOf(failure.getMessage()).replaceAll("\\R\\s*", " ");
  }
}
