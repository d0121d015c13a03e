package dev.perdure.testing.suite;

import java.io.IOException;

/// One of the things that `./verify` can do.
@FunctionalInterface
public interface Suite {

  /// Runs it and tells the report what came of it.
  ///
  /// @throws UsageException if the arguments are none that it can run with
  void run(Arguments arguments, Report report) throws IOException, InterruptedException;
}
