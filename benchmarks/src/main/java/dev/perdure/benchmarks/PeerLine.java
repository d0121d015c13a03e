package dev.perdure.benchmarks;

/// What a peer says about its workloads, a line each.
sealed interface PeerLine {

  /// A workload begins.
  record Begin() implements PeerLine {}

  /// A workload has ended.
  ///
  /// @param rate how many orchestrations ended in a second, 0 if that says nothing
  /// @param count how many ended
  /// @param processorNanos what the peer's process used
  record End(
      String what, double rate, int count, double p50, double p95, long processorNanos)
      implements
        PeerLine {}

  /// The line.
  default String text() {
    return switch (this) {
      case Begin _ -> "begin";
      case End end -> String.join(
          "|", end.what, Double.toString(end.rate), Integer.toString(end.count),
          Double.toString(end.p50), Double.toString(end.p95),
          Long.toString(end.processorNanos));
    };
  }

  /// Reads a line.
  static PeerLine read(String text) {
    String[] parts = text.split("\\|", -1);
    return parts.length == 1
        ? new Begin()
        : new End(
            parts[0], Double.parseDouble(parts[1]), Integer.parseInt(parts[2]),
            Double.parseDouble(parts[3]), Double.parseDouble(parts[4]),
            Long.parseLong(parts[5]));
  }
}
