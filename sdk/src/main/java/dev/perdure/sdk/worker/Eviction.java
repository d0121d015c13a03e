package dev.perdure.sdk.worker;

/// What becomes of the thread of an orchestration that leaves the cache.
enum Eviction {
  /// It is left parked. Where the JVM does not keep a list of virtual threads, the collector takes
  /// it, and no user code runs.
  ABANDON,

  /// An error leads it out of the user's code, whose `finally` blocks run.
  UNWIND;

  static Eviction forThisProcess() {
    return "false".equals(System.getProperty("jdk.trackAllThreads")) ? ABANDON : UNWIND;
  }
}
