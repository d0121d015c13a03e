package dev.perdure.server.crash;

import dev.perdure.server.crash.ServerProcess.Launch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Stops the server where it is and lets it go on later, every second time after all clients have
/// given up. While it stands still nobody else may take its data. It has lost nothing, so nothing
/// may run twice.
final class Stops extends Disaster {
  private static final int SHORTEST_MILLIS = 20;

  private final Launch launch;
  private final Duration patience;
  private final List<String> violations = new ArrayList<>();

  /// @param patience how long the clients wait
  Stops(Launch launch, Duration patience) {
    this.launch = launch;
    this.patience = patience;
  }

  @Override
  ServerProcess launch() {
    return ServerProcess.start(launch);
  }

  @Override
  boolean serverStays() {
    return true;
  }

  @Override
  void strike(Api api, RandomGenerator random, int cycle) {
    int limit = (int) patience.toMillis();
    boolean outlasts = cycle % 2 == 0;
    server().pause();
    try {
      if (outlasts) {
        count("stops that outlast the clients", 1);
        refuseAnother();
        Api.pause(limit + random.nextInt(limit));
      } else {
        count("stops", 1);
        Api.pause(random.nextInt(SHORTEST_MILLIS, limit));
      }
    } finally {
      server().resume();
    }
  }

  @Override
  List<String> violations() {
    List<String> all = new ArrayList<>(violations);
    ActivityLedger.repeated(launch.ledger()).forEach(it -> all.add("Ran again: " + it));
    return all;
  }

  private void refuseAnother() {
    try (ServerProcess other = ServerProcess.start(launch)) {
      if (other.awaitExit() != 1
          || !other.output().contains("in use by process " + server().pid())) {
        violations.add("A second server was not refused: " + other.output());
      }
    }
    count("second servers refused", 1);
  }
}
