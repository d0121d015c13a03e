package dev.perdure.server.crash;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What happens to a server again and again while clients load it.
abstract class Disaster implements AutoCloseable {
  private final Map<String, Long> faults = new TreeMap<>();
  private @Nullable ServerProcess server;

  /// Makes it happen, and sees to it that there is a server afterwards, ready or not.
  ///
  /// @param api how the clients reach a server, for who needs their load meanwhile
  abstract void strike(Api api, RandomGenerator random, int cycle);

  /// Starts a server.
  abstract ServerProcess launch();

  /// Whether the server lives through it. What a client took for lost may then arrive after the
  /// client has asked for it in vain, so that only a request with a name may be repeated: an
  /// unnamed start of an instance that has ended meanwhile rightly begins it anew.
  boolean serverStays() {
    return false;
  }

  /// What is wrong in the end beyond what the load finds.
  List<String> violations() {
    return List.of();
  }

  /// Starts a server as the present one. It is not ready yet.
  final ServerProcess start() {
    ServerProcess started = launch();
    server = started;
    return started;
  }

  /// The present server.
  final ServerProcess server() {
    if (server == null) {
      throw new IllegalStateException("Expected a server, but none was started");
    }
    return server;
  }

  /// How often what has happened.
  final Map<String, Long> faults() {
    return Collections.unmodifiableMap(faults);
  }

  final void count(String fault, long times) {
    faults.merge(fault, times, Long::sum);
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
