package dev.perdure.server.crash;

import dev.perdure.server.crash.ServerProcess.Launch;
import java.util.random.RandomGenerator;

/// Kills the server, and every third time the next one as well, into its start and its recovery.
final class Kills extends Disaster {
  static final int STARTUP_MILLIS = 1_500;

  private final Launch launch;

  Kills(Launch launch) {
    this.launch = launch;
  }

  @Override
  ServerProcess launch() {
    return ServerProcess.start(launch);
  }

  @Override
  void strike(Api api, RandomGenerator random, int cycle) {
    server().kill();
    count("kill -9", 1);
    start();
    if (cycle % 3 == 1) {
      Api.pause(random.nextInt(STARTUP_MILLIS));
      server().kill();
      count("kill -9 while it starts", 1);
      start();
    }
  }
}
