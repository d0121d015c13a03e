package dev.perdure.server.configuration;

import java.nio.file.Path;
import java.util.List;

/// Where a server has its functions from.
public sealed interface FunctionSource {

  /// The modules on the class path, which are the examples unless somebody has put others there.
  record ClassPath() implements FunctionSource {}

  /// The modules in jars and directories, and nothing else.
  ///
  /// @param paths jars, or directories of classes, of jars or of both
  record Jars(List<Path> paths) implements FunctionSource {
    public Jars {
      paths = List.copyOf(paths);
    }
  }

  /// None: all functions are those of connected workers.
  record None() implements FunctionSource {}
}
