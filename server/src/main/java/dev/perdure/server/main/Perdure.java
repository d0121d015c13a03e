package dev.perdure.server.main;

import dev.perdure.server.cli.PerdureCommand;

/// The program that an operator runs.
public final class Perdure {
  private Perdure() {}

  /// Runs the command line and ends the process with its exit code.
  public static void main(String[] arguments) {
    System.exit(PerdureCommand.over(new ServerProgram()).execute(arguments));
  }
}
