package dev.perdure.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What every SDK for Java does, client and worker, against a real server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SdkContract {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private SidecarServer server;
  private Sdk.Worker worker;
  private Sdk sdk;

  /// The SDK, connected to a server.
  abstract Sdk connect(int port);

  @BeforeAll
  void start(@TempDir Path data) {
    server = SidecarServer.start(data);
    sdk = connect(server.port());
    worker = sdk.work();
  }

  @AfterAll
  void stop() {
    worker.close();
    sdk.close();
    server.close();
  }

  final Sdk sdk() {
    return sdk;
  }

  @Test
  void functionsAreChained() throws TimeoutException {
    assertThat(run("SdkChain", 4).output()).isEqualTo("7");
  }

  @Test
  void workFansOutAndIn() throws TimeoutException {
    assertThat(run("SdkFanOut", 100).output()).isEqualTo("5050");
  }

  @Test
  void aMonitorContinuesAsNew() throws TimeoutException {
    Sdk.State end = run("SdkMonitor", 1);

    assertThat(end.output()).isEqualTo("\"done after 3\"");
    assertThat(end.customStatus()).isEqualTo("\"round 3\"");
    assertThat(end.input()).isEqualTo("3");
  }

  @Test
  void aPersonApproves() throws TimeoutException {
    String id = begin("SdkApproval", null);
    sdk.awaitStart(id);

    sdk.raise(id, "Approval", true);

    assertThat(end(id).output()).isEqualTo("\"approved true\"");
  }

  @Test
  void anEventThatComesBeforeTheStartIsKept() throws TimeoutException {
    String id = begin("SdkApproval", null);
    sdk.raise(id, "Approval", false);

    assertThat(end(id).output()).isEqualTo("\"approved false\"");
  }

  @Test
  void aPersonIsTooLate() throws TimeoutException {
    assertThat(run("SdkApproval", 1).output()).isEqualTo("\"too late\"");
  }

  @Test
  void timersAreNotEarly() throws TimeoutException {
    for (int millis : List.of(1, 300, 1100)) {
      assertThat(run("SdkTimed", millis).output()).as("%s ms", millis).isEqualTo("\"on time\"");
    }
  }

  @Test
  void eventsKeepTheirOrder() throws TimeoutException {
    String id = begin("SdkCollect", 10);
    for (int number = 0; number < 10; number++) {
      sdk.raise(id, "Number", number);
    }

    assertThat(end(id).output()).isEqualTo("\"0 1 2 3 4 5 6 7 8 9\"");
  }

  @Test
  void anOrchestrationSendsAnEventToAnother() throws TimeoutException {
    String target = begin("SdkApproval", null);

    assertThat(run("SdkSender", target).output()).isEqualTo("\"sent\"");
    assertThat(end(target).output()).isEqualTo("\"approved true\"");
  }

  @Test
  void subOrchestrationsReturnToTheirParents() throws TimeoutException {
    assertThat(run("SdkParent", null).output()).isEqualTo("29");
  }

  @Test
  void aFlakyActivityIsRetried() throws TimeoutException {
    assertThat(run("SdkRetry", null).output()).isEqualTo("3");
  }

  @Test
  void retriesEnd() throws TimeoutException {
    assertThat(run("SdkGivingUp", null).failure().message()).contains("try 2");
  }

  @Test
  void aChildIsTriedAgainUnderOneId() throws TimeoutException {
    assertThat(run("SdkRetryChild", null).output()).isEqualTo("3");
  }

  @Test
  void twoWorkersShareTheWork() throws TimeoutException {
    try (Sdk.Worker _ = sdk.work()) {
      assertThat(run("SdkFanOut", 200).output()).isEqualTo("20100");
    }
  }

  @Test
  void aFailureIsToldWithItsTypeTextAndStack() throws TimeoutException {
    Sdk.State end = run("SdkFailing", null);

    assertThat(end.status()).isEqualTo("FAILED");
    Sdk.Failure failure = end.failure();
    assertThat(failure.type()).contains("TaskFailedException");
    assertThat(failure.message()).contains("SdkBoom").contains("no luck");
    assertThat(failure.stackTrace()).contains("SdkFunctions");
  }

  @Test
  void anOrchestratorCatchesTheFailureOfAnActivity() throws TimeoutException {
    assertThat(run("SdkCatching", null).output())
        .isEqualTo("\"java.lang.IllegalStateException: no luck\"");
  }

  @Test
  void anInstanceIsHeldWhileItIsSuspended() throws TimeoutException {
    String id = begin("SdkApproval", null);
    sdk.suspend(id);
    assertThat(sdk.status(id)).isEqualTo("SUSPENDED");
    sdk.raise(id, "Approval", true);
    assertThatThrownBy(() -> sdk.endWithoutPayloads(id, Duration.ofMillis(500)))
        .isInstanceOf(TimeoutException.class);

    sdk.resume(id);

    assertThat(end(id).output()).isEqualTo("\"approved true\"");
  }

  @Test
  void aTerminatedInstanceKeepsItsReason() throws TimeoutException {
    String id = begin("SdkApproval", null);
    sdk.awaitStart(id);

    sdk.terminate(id, "enough");

    Sdk.State end = end(id);
    assertThat(end.status()).isEqualTo("TERMINATED");
    assertThat(end.output()).isEqualTo("\"enough\"");
  }

  @Test
  void anEndedInstanceIsRestartedUnderItsIdAndUnderANewOne() throws TimeoutException {
    Sdk.State first = run("SdkChain", 1);

    String same = sdk.restart(first.id(), false);
    String other = sdk.restart(first.id(), true);

    assertThat(same).isEqualTo(first.id());
    assertThat(other).isNotEqualTo(same);
    assertThat(end(same).output()).isEqualTo("4");
    assertThat(end(other).output()).isEqualTo("4");
  }

  @Test
  void aRunningInstanceIsNotReplaced() throws TimeoutException {
    String id = sdk.start("SdkApproval", null, Sdk.Start.as("taken"));

    assertThatThrownBy(() -> sdk.start("SdkApproval", null, Sdk.Start.as("taken")))
        .matches(sdk::saysThatItExists);

    sdk.terminate(id, null);
    end(id);
    assertThat(sdk.start("SdkChain", 1, Sdk.Start.as("taken"))).isEqualTo("taken");
    assertThat(end("taken").output()).isEqualTo("4");
  }

  @Test
  void anInstanceStartsWhenItsTimeHasCome() throws TimeoutException {
    Instant start = Instant.now().plusSeconds(1);
    String id = sdk.start("SdkVersion", "x", new Sdk.Start(null, start, "7"));

    assertThat(sdk.status(id)).isEqualTo("PENDING");
    Sdk.State end = end(id);
    assertThat(end.output()).isEqualTo("\"x at " + id + "\"");
    assertThat(end.updated()).isAfterOrEqualTo(start);
  }

  @Test
  void instancesAreListedPageByPage() throws TimeoutException {
    List<String> started = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      started.add(sdk.start("SdkChain", i, Sdk.Start.as("page-" + (char) ('a' + i))));
    }
    for (String id : started) {
      end(id);
    }

    assertThat(sdk.pages("page-", 10)).containsExactly(
        started.subList(0, 10), started.subList(10, 20), started.subList(20, 25));
  }

  @Test
  void instancesAreListedByTimeAndStatus() throws TimeoutException {
    Instant from = Instant.now();
    end(begin("SdkChain", 1));
    String open = begin("SdkApproval", null);
    sdk.awaitStart(open);

    assertThat(sdk.running(from)).containsExactly(open);
    sdk.terminate(open, null);
  }

  @Test
  void instancesArePurgedOneByOneAndByStatus() throws TimeoutException {
    String one = run("SdkChain", 1).id();
    Instant from = Instant.now();
    String failed = run("SdkFailing", null).id();

    assertThat(sdk.purge(one)).isEqualTo(1);
    assertThat(sdk.purge(one)).isZero();
    assertThat(sdk.purgeFailed(from)).isPositive();
    assertThat(sdk.status(failed)).isEmpty();
  }

  @Test
  void aPayloadOfAMegabyteGoesThroughWhole() throws TimeoutException {
    String large = "0123456789abcdef".repeat(64 << 10);

    assertThat(run("SdkEcho", large).output()).isEqualTo("\"" + large + "\"");
  }

  @Test
  void workIsLargerThanMessagesUsuallyAre() throws TimeoutException {
    String id = begin("SdkEcho", "x".repeat(5 << 20));

    assertThat(sdk.endWithoutPayloads(id, PATIENCE).status())
        .isEqualTo(endOfLargeWork());
    assertThat(run("SdkChain", 1).output()).isEqualTo("4");
  }

  /// How work ends that is above the 4 MiB of a message that most SDKs receive.
  String endOfLargeWork() {
    return "FAILED";
  }

  final String begin(String name, Object input) {
    return sdk.start(name, input, Sdk.Start.NOW);
  }

  final Sdk.State run(String name, Object input) throws TimeoutException {
    return end(begin(name, input));
  }

  final Sdk.State end(String id) throws TimeoutException {
    return sdk.end(id, PATIENCE);
  }
}
