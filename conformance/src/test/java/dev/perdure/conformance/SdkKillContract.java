package dev.perdure.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every SDK for Java does while workers and the server are killed in the middle.
abstract class SdkKillContract {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int STEPS = 30;

  @TempDir
  private Path data;

  /// The SDK, connected to a server.
  abstract Sdk connect(int port);

  @Test
  void orchestrationsEndAfterTheirWorkerWasKilled() throws Exception {
    SdkWorkerProcess successor = null;
    try (SidecarServer server = SidecarServer.start(data); Sdk sdk = connect(server.port())) {
      SdkWorkerProcess first = SdkWorkerProcess.start(sdk.workerProgram(), server.port());
      List<String> ids = start(sdk);
      sdk.awaitStart(ids.get(0));
      Thread.sleep(300);

      first.kill();
      assertThat(sdk.status(ids.get(0))).as("in the middle").isEqualTo("RUNNING");
      successor = SdkWorkerProcess.start(sdk.workerProgram(), server.port());
      assertAllEnd(sdk, ids);
    } finally {
      if (successor != null) {
        successor.kill();
      }
    }
  }

  @Test
  void orchestrationsEndAfterTheServerWasKilled() throws Exception {
    try (SidecarServer server = SidecarServer.start(data);
        Sdk before = connect(server.port());
        Sdk.Worker _ = before.work()) {
      List<String> ids = start(before);
      before.awaitStart(ids.get(0));
      Thread.sleep(300);
      assertThat(before.status(ids.get(0))).as("in the middle").isEqualTo("RUNNING");

      server.killAndRestart();

      try (Sdk after = connect(server.port())) {
        assertAllEnd(after, ids);
      }
    }
  }

  private static List<String> start(Sdk sdk) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ids.add(sdk.start("SdkSlow", STEPS, Sdk.Start.NOW));
    }
    return ids;
  }

  private static void assertAllEnd(Sdk sdk, List<String> ids) throws TimeoutException {
    for (String id : ids) {
      Sdk.State end = sdk.end(id, PATIENCE);
      assertThat(end.status()).isEqualTo("COMPLETED");
      assertThat(end.output()).isEqualTo(Integer.toString(STEPS));
    }
  }
}
