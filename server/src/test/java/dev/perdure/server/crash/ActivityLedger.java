package dev.perdure.server.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A file to which every run of an activity adds a line before it answers. It is outside of the
/// store: the truth about what was done, whatever the server remembers.
final class ActivityLedger {
  static final String PROPERTY = "perdure.test.ledger";

  /// One run of an activity.
  ///
  /// @param step which one of its instance
  /// @param drawn what the orchestrator drew for this call, which no other run of its code does
  /// @param seen what the orchestrator had received from the step before
  /// @param token what this run answered, which no other run does
  /// @param taskId which call of the execution
  /// @param attempt the how-manieth run the activity was told that it is
  record Run(
      String instanceId, int step, String drawn, String seen, String token, int taskId,
      int attempt) {
    private String line() {
      return String.join(" ", instanceId, Integer.toString(step), drawn, seen, token,
          Integer.toString(taskId), Integer.toString(attempt)) + "\n";
    }

    private static Run of(String line) {
      String[] words = line.split(" ", -1);
      return new Run(words[0], Integer.parseInt(words[1]), words[2], words[3], words[4],
          Integer.parseInt(words[5]), Integer.parseInt(words[6]));
    }
  }

  private ActivityLedger() {}

  /// Adds a line to the file that the system property names.
  static void add(Run run) {
    try {
      Files.writeString(Path.of(System.getProperty(PROPERTY)), run.line(),
          StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All lines of a file.
  static List<Run> read(Path file) {
    try {
      return Files.exists(file)
          ? Files.readAllLines(file).stream().map(Run::of).toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The runs of calls that have run before. Retries by policy are calls of their own, so that a
  /// step may have run several times, but each call once.
  static List<Run> repeated(Path file) {
    Set<String> calls = new HashSet<>();
    return read(file).stream().filter(it -> it.attempt() != 1
        || !calls.add(it.instanceId() + " " + it.step() + " " + it.taskId())).toList();
  }
}
