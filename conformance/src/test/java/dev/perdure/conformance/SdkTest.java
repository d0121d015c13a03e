package dev.perdure.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.durabletask.DurableTaskClient;
import com.microsoft.durabletask.DurableTaskGrpcClientBuilder;
import com.microsoft.durabletask.DurableTaskGrpcWorker;
import com.microsoft.durabletask.FailureDetails;
import com.microsoft.durabletask.NewOrchestrationInstanceOptions;
import com.microsoft.durabletask.OrchestrationMetadata;
import com.microsoft.durabletask.OrchestrationRuntimeStatus;
import com.microsoft.durabletask.OrchestrationStatusQuery;
import com.microsoft.durabletask.OrchestrationStatusQueryResult;
import com.microsoft.durabletask.PurgeInstanceCriteria;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Microsoft's Java SDK as it is published, client and worker, against a real server.
final class SdkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir
  private static Path data;

  private static SidecarServer server;
  private static DurableTaskGrpcWorker worker;
  private static DurableTaskClient client;

  @BeforeAll
  static void start() {
    server = SidecarServer.start(data);
    worker = SdkFunctions.worker(server.port());
    worker.start();
    client = new DurableTaskGrpcClientBuilder().port(server.port()).build();
  }

  @AfterAll
  static void stop() {
    client.close();
    worker.close();
    server.close();
  }

  @Test
  void functionsAreChained() throws TimeoutException {
    assertThat(run("SdkChain", 4).readOutputAs(Integer.class)).isEqualTo(7);
  }

  @Test
  void workFansOutAndIn() throws TimeoutException {
    assertThat(run("SdkFanOut", 100).readOutputAs(Integer.class)).isEqualTo(5050);
  }

  @Test
  void aMonitorContinuesAsNew() throws TimeoutException {
    OrchestrationMetadata end = run("SdkMonitor", 1);

    assertThat(end.readOutputAs(String.class)).isEqualTo("done after 3");
    assertThat(end.readCustomStatusAs(String.class)).isEqualTo("round 3");
    assertThat(end.readInputAs(Integer.class)).isEqualTo(3);
  }

  @Test
  void aPersonApproves() throws TimeoutException {
    String id = client.scheduleNewOrchestrationInstance("SdkApproval");
    client.waitForInstanceStart(id, PATIENCE);

    client.raiseEvent(id, "Approval", true);

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("approved true");
  }

  @Test
  void anEventThatComesBeforeTheStartIsKept() throws TimeoutException {
    String id = client.scheduleNewOrchestrationInstance("SdkApproval");
    client.raiseEvent(id, "Approval", false);

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("approved false");
  }

  @Test
  void anOrchestrationSendsAnEventToAnother() throws TimeoutException {
    String target = client.scheduleNewOrchestrationInstance("SdkApproval");

    assertThat(run("SdkSender", target).readOutputAs(String.class)).isEqualTo("sent");
    assertThat(end(target).readOutputAs(String.class)).isEqualTo("approved true");
  }

  @Test
  void subOrchestrationsReturnToTheirParents() throws TimeoutException {
    assertThat(run("SdkParent", null).readOutputAs(Integer.class)).isEqualTo(29);
  }

  @Test
  void aFlakyActivityIsRetried() throws TimeoutException {
    assertThat(run("SdkRetry", null).readOutputAs(Integer.class)).isEqualTo(3);
  }

  @Test
  void aFailureIsToldWithItsTypeTextAndStack() throws TimeoutException {
    OrchestrationMetadata end = run("SdkFailing", null);

    assertThat(end.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
    FailureDetails failure = end.getFailureDetails();
    assertThat(failure.getErrorType()).contains("TaskFailedException");
    assertThat(failure.getErrorMessage()).contains("SdkBoom").contains("no luck");
    assertThat(failure.getStackTrace()).contains("SdkFunctions");
  }

  @Test
  void anOrchestratorCatchesTheFailureOfAnActivity() throws TimeoutException {
    assertThat(run("SdkCatching", null).readOutputAs(String.class))
        .isEqualTo("java.lang.IllegalStateException: no luck");
  }

  @Test
  void anInstanceIsHeldWhileItIsSuspended() throws TimeoutException {
    String id = client.scheduleNewOrchestrationInstance("SdkApproval");
    client.suspendInstance(id, "wait");
    assertThat(client.getInstanceMetadata(id, false).getRuntimeStatus())
        .isEqualTo(OrchestrationRuntimeStatus.SUSPENDED);
    client.raiseEvent(id, "Approval", true);
    assertThatThrownBy(
        () -> client.waitForInstanceCompletion(id, Duration.ofMillis(500), false))
        .isInstanceOf(TimeoutException.class);

    client.resumeInstance(id, "go on");

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("approved true");
  }

  @Test
  void aTerminatedInstanceKeepsItsReason() throws TimeoutException {
    String id = client.scheduleNewOrchestrationInstance("SdkApproval");
    client.waitForInstanceStart(id, PATIENCE);

    client.terminate(id, "enough");

    OrchestrationMetadata end = end(id);
    assertThat(end.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.TERMINATED);
    assertThat(end.readOutputAs(String.class)).isEqualTo("enough");
  }

  @Test
  void anEndedInstanceIsRestartedUnderItsIdAndUnderANewOne() throws TimeoutException {
    OrchestrationMetadata first = run("SdkChain", 1);

    String same = client.restartInstance(first.getInstanceId(), false);
    String other = client.restartInstance(first.getInstanceId(), true);

    assertThat(same).isEqualTo(first.getInstanceId());
    assertThat(other).isNotEqualTo(same);
    assertThat(end(same).readOutputAs(Integer.class)).isEqualTo(4);
    assertThat(end(other).readOutputAs(Integer.class)).isEqualTo(4);
  }

  @Test
  void aRunningInstanceIsNotReplaced() throws TimeoutException {
    String id = client.scheduleNewOrchestrationInstance("SdkApproval", null, "taken");

    assertThatThrownBy(
        () -> client.scheduleNewOrchestrationInstance("SdkApproval", null, "taken"))
        .hasMessageContaining("ALREADY_EXISTS");

    client.terminate(id, null);
    end(id);
    assertThat(client.scheduleNewOrchestrationInstance("SdkChain", 1, "taken"))
        .isEqualTo("taken");
    assertThat(end("taken").readOutputAs(Integer.class)).isEqualTo(4);
  }

  @Test
  void anInstanceStartsWhenItsTimeHasCome() throws TimeoutException {
    Instant start = Instant.now().plusSeconds(1);
    String id = client.scheduleNewOrchestrationInstance(
        "SdkVersion",
        new NewOrchestrationInstanceOptions().setInput("x").setStartTime(start).setVersion("7"));

    assertThat(client.getInstanceMetadata(id, false).getRuntimeStatus())
        .isEqualTo(OrchestrationRuntimeStatus.PENDING);
    OrchestrationMetadata end = end(id);
    assertThat(end.readOutputAs(String.class)).isEqualTo("x at " + id);
    assertThat(end.getLastUpdatedAt()).isAfterOrEqualTo(start);
  }

  @Test
  void instancesAreListedPageByPage() throws TimeoutException {
    List<String> started = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      started.add(
          client.scheduleNewOrchestrationInstance("SdkChain", i, "page-" + (char) ('a' + i)));
    }
    for (String id : started) {
      end(id);
    }

    List<String> listed = new ArrayList<>();
    OrchestrationStatusQuery query = new OrchestrationStatusQuery()
        .setInstanceIdPrefix("page-").setMaxInstanceCount(10).setFetchInputsAndOutputs(true);
    int pages = 0;
    do {
      OrchestrationStatusQueryResult page = client.queryInstances(query);
      pages++;
      page.getOrchestrationState().forEach(state -> listed.add(state.getInstanceId()));
      query.setContinuationToken(page.getContinuationToken());
    } while (query.getContinuationToken() != null && !query.getContinuationToken().isEmpty());

    assertThat(listed).containsExactlyElementsOf(started);
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void instancesArePurgedOneByOneAndByStatus() throws TimeoutException {
    String one = run("SdkChain", 1).getInstanceId();
    Instant from = Instant.now();
    String failed = run("SdkFailing", null).getInstanceId();

    assertThat(client.purgeInstance(one).getDeletedInstanceCount()).isEqualTo(1);
    assertThat(client.purgeInstance(one).getDeletedInstanceCount()).isZero();
    assertThat(
        client.purgeInstances(
            new PurgeInstanceCriteria().setCreatedTimeFrom(from)
                .setRuntimeStatusList(List.of(OrchestrationRuntimeStatus.FAILED)))
            .getDeletedInstanceCount())
        .isPositive();
    assertThat(client.getInstanceMetadata(failed, false).isInstanceFound()).isFalse();
  }

  @Test
  void aPayloadOfAMegabyteGoesThroughWhole() throws TimeoutException {
    String large = "0123456789abcdef".repeat(64 << 10);

    assertThat(run("SdkEcho", large).readOutputAs(String.class)).isEqualTo(large);
  }

  @Test
  void workThatNoWorkerCouldReceiveFailsAndSaysWhy() throws TimeoutException {
    String id = client.scheduleNewOrchestrationInstance("SdkEcho", "x".repeat(5 << 20));

    OrchestrationMetadata end = client.waitForInstanceCompletion(id, PATIENCE, false);

    assertThat(end.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
    assertThat(run("SdkChain", 1).readOutputAs(Integer.class)).isEqualTo(4);
  }

  private static OrchestrationMetadata run(String name, Object input) throws TimeoutException {
    return end(client.scheduleNewOrchestrationInstance(name, input));
  }

  private static OrchestrationMetadata end(String id) throws TimeoutException {
    return client.waitForInstanceCompletion(id, PATIENCE, true);
  }
}
