package dev.perdure.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.durabletask.DurableTaskClient;
import com.microsoft.durabletask.DurableTaskGrpcClientBuilder;
import com.microsoft.durabletask.DurableTaskGrpcWorker;
import com.microsoft.durabletask.OrchestrationMetadata;
import com.microsoft.durabletask.OrchestrationRuntimeStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Microsoft's Java SDK while workers and the server are killed in the middle.
final class SdkKillTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int STEPS = 30;

  @TempDir
  private Path data;

  @Test
  void orchestrationsEndAfterTheirWorkerWasKilled() throws Exception {
    SdkWorkerProcess successor = null;
    try (SidecarServer server = SidecarServer.start(data);
        DurableTaskClient client = client(server)) {
      SdkWorkerProcess first = SdkWorkerProcess.start(server.port());
      List<String> ids = start(client, 4);
      client.waitForInstanceStart(ids.get(0), PATIENCE);
      Thread.sleep(300);

      first.kill();
      assertThat(client.getInstanceMetadata(ids.get(0), false).getRuntimeStatus())
          .as("in the middle").isEqualTo(OrchestrationRuntimeStatus.RUNNING);
      successor = SdkWorkerProcess.start(server.port());
      assertAllEnd(client, ids);
    } finally {
      if (successor != null) {
        successor.kill();
      }
    }
  }

  @Test
  void orchestrationsEndAfterTheServerWasKilled() throws Exception {
    try (SidecarServer server = SidecarServer.start(data)) {
      DurableTaskGrpcWorker worker = SdkFunctions.worker(server.port());
      worker.start();
      List<String> ids;
      try (DurableTaskClient client = client(server)) {
        ids = start(client, 4);
        client.waitForInstanceStart(ids.get(0), PATIENCE);
        Thread.sleep(300);
        assertThat(client.getInstanceMetadata(ids.get(0), false).getRuntimeStatus())
            .as("in the middle").isEqualTo(OrchestrationRuntimeStatus.RUNNING);
      }

      server.killAndRestart();

      try (DurableTaskClient client = client(server)) {
        assertAllEnd(client, ids);
      } finally {
        worker.close();
      }
    }
  }

  private static DurableTaskClient client(SidecarServer server) {
    return new DurableTaskGrpcClientBuilder().port(server.port()).build();
  }

  private static List<String> start(DurableTaskClient client, int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(client.scheduleNewOrchestrationInstance("SdkSlow", STEPS));
    }
    return ids;
  }

  private static void assertAllEnd(DurableTaskClient client, List<String> ids)
      throws TimeoutException {
    for (String id : ids) {
      OrchestrationMetadata end = client.waitForInstanceCompletion(id, PATIENCE, true);
      assertThat(end.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
      assertThat(end.readOutputAs(Integer.class)).isEqualTo(STEPS);
    }
  }
}
