package dev.perdure.server.grpc;

import org.jspecify.annotations.Nullable;

/// A simulated worker's way to one process of the server: one connection after the other, with one
/// stream after the other on each.
final class WireLine {
  private @Nullable CallerConnection connection;
  private long since;

  /// The connection, made anew if the last one broke.
  CallerConnection connect(long now) {
    CallerConnection present = connection;
    if (present == null) {
      present = new CallerConnection();
      connection = present;
      since = now;
    }
    return present;
  }

  /// The connection breaks, unless it already has.
  void breaks(CallerConnection broken) {
    if (broken.equals(connection)) {
      connection = null;
    }
  }

  /// The connection over which an answer that names no dispatch still comes; null if none does.
  /// Whoever is busy with work of an earlier connection will not be for long.
  ///
  /// @param from the connection over which the work came
  /// @param late whether it comes however late
  @Nullable
  CallerConnection unnamed(CallerConnection from, long now, boolean late) {
    CallerConnection present = connection;
    boolean inTime = from.equals(present) || now - since < WorkStream.SETTLING.toNanos();
    return inTime || late ? present : null;
  }
}
