package dev.perdure.testing.simulation;

/// The process ends here and now. Production code must not get the chance to handle it.
final class Crash extends Error {
  private static final long serialVersionUID = 1L;

  Crash() {
    super("The simulated process has crashed", null, false, false);
  }
}
