package dev.perdure.server.cli;

import dev.perdure.server.configuration.ServerConfiguration;
import java.io.PrintWriter;
import java.nio.file.Path;

/// What the verbs of the command line do.
///
/// All methods throw [dev.perdure.server.configuration.OperatorException] if something stands in
/// the way.
public interface Program {

  /// Runs a server until the process is told to end.
  void serve(ServerConfiguration configuration, PrintWriter out);

  /// Writes a backup of the state in a directory, whether a server runs on it or not.
  ///
  /// @param data the directory of the state
  /// @param target where the backup shall be; empty or not there yet
  void backup(Path data, Path target);

  /// Makes the state in a directory that of a backup.
  ///
  /// @param backup what [#backup] wrote
  /// @param data the directory of the state, which holds none yet
  void restore(Path backup, Path data);
}
