package dev.perdure.testing.simulation.suite;

/// One of the things that `./verify` can do.
interface Suite {

  /// Runs it and tells the report what came of it.
  void run(Arguments arguments, Report report);
}
