package dev.perdure.server.grpc;

import static dev.perdure.server.grpc.FakeWorker.complete;
import static dev.perdure.server.grpc.FakeWorker.schedule;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.common.util.concurrent.ListenableFuture;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.protocol.SidecarMethods;
import dev.perdure.protocol.message.GetInstanceRequest;
import dev.perdure.protocol.message.WorkItem;
import dev.perdure.server.configuration.Admission;
import dev.perdure.server.configuration.Role;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// What calls and workers see of a server that stops in good order.
final class StopTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Logger logger = (Logger) LoggerFactory.getLogger(WorkStreams.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final StillWorld world = new StillWorld();
  private final Sidecar sidecar = new Sidecar(
      true, StopTest::admission, Optional.empty(), world);

  @BeforeEach
  void listen() {
    logged.start();
    logger.addAppender(logged);
  }

  @AfterEach
  void close() {
    logger.detachAppender(logged);
    sidecar.close();
  }

  private static Optional<Admission> admission(String secret) {
    return Optional.of(
        new Admission(
            Role.ADMIN,
            secret.equals("passing") ? Optional.of(Instant.MAX) : Optional.empty()));
  }

  @Test
  void whoeverWaitsIsToldThatTheServerStops() throws Exception {
    sidecar.start("Order", "a");
    List<ListenableFuture<byte[]>> waits = List.of(
        await("WaitForInstanceStart", "key"), await("WaitForInstanceCompletion", "key"),
        await("WaitForInstanceCompletion", "passing"));
    awaitWaiting(waits.size());

    sidecar.front().close();

    waits.forEach(StopTest::assertToldOfTheStop);
    assertThat(sidecar.hub().waiting()).isZero();
  }

  @Test
  void whatWorkersHoldMayBeAnsweredWhileTheServerStops() throws Exception {
    FakeWorker worker = sidecar.worker();
    sidecar.start("Order", "a");
    WorkItem turn = worker.next();
    CompletableFuture<Void> stop = stopWithin(LIMIT);

    assertToldOfTheStop(await("WaitForInstanceCompletion", "key"));
    world.pass(LIMIT.minusMillis(1));
    assertThat(worker.quiet()).isTrue();
    assertThat(worker.ended()).isFalse();
    worker.turn(turn, complete(0, "1"));

    assertThat(stop).succeedsWithin(Sidecar.PATIENCE);
    assertThat(worker.end().getDescription()).isEqualTo("The server stops");
    assertThat(sidecar.hub().awaitCompletion("a", false))
        .succeedsWithin(Sidecar.PATIENCE).extracting(it -> it.orElseThrow().status())
        .isEqualTo(OrchestrationStatus.COMPLETED);
  }

  @Test
  void clientsChangeNothingWhileWorkersMayAnswer() throws Exception {
    FakeWorker worker = sidecar.worker();
    sidecar.start("Order", "a");
    WorkItem turn = worker.next();
    CompletableFuture<Void> stop = stopWithin(LIMIT);

    assertThat(SidecarMethods.UNARY.stream().filter(
        it -> AccessTest.call(sidecar.channel(), it, new byte[0]) == Status.Code.UNAVAILABLE))
        .containsExactlyInAnyOrder(
            "StartInstance", "RaiseEvent", "SignalEntity", "TerminateInstance", "SuspendInstance",
            "ResumeInstance", "RewindInstance", "RestartInstance", "PurgeInstances",
            "CleanEntityStorage", "CreateTaskHub", "DeleteTaskHub",
            "SkipGracefulOrchestrationTerminations");
    worker.turn(turn, complete(0, "1"));

    assertThat(stop).succeedsWithin(Sidecar.PATIENCE);
    assertThat(worker.end().getDescription()).isEqualTo("The server stops");
  }

  @Test
  void workersThatKeepTheServerWaitingAreSentAwayAndCounted() throws Exception {
    FakeWorker worker = sidecar.worker();
    sidecar.start("Order", "a");
    worker.turn(worker.next(), schedule(0, "Ship"), schedule(1, "Bill"));
    assertThat(worker.next().hasActivityRequest()).isTrue();
    assertThat(worker.next().hasActivityRequest()).isTrue();
    sidecar.start("Order", "b");
    assertThat(worker.next().hasOrchestratorRequest()).isTrue();
    sidecar.worker();
    CompletableFuture<Void> stop = stopWithin(LIMIT);

    world.pass(LIMIT.plusMillis(1));

    assertThat(stop).succeedsWithin(Sidecar.PATIENCE);
    assertThat(worker.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(logged.list).extracting(ILoggingEvent::getFormattedMessage).contains(
        "1 turns, 2 activities and 0 batches of entity operations were not answered by 1 workers "
            + "within 10 seconds; they are offered again after the next start");
  }

  /// Begins to stop, and returns when new workers are refused.
  private CompletableFuture<Void> stopWithin(Duration limit) {
    CompletableFuture<Void> stop = CompletableFuture.runAsync(
        () -> sidecar.front().close(limit), Thread::startVirtualThread);
    while (AccessTest.call(sidecar.channel(), "GetWorkItems",
        new byte[0]) != Status.Code.UNAVAILABLE) {
      Thread.onSpinWait();
    }
    return stop;
  }

  private static void assertToldOfTheStop(ListenableFuture<byte[]> wait) {
    assertThat(wait).failsWithin(Sidecar.PATIENCE).withThrowableOfType(ExecutionException.class)
        .satisfies(it -> {
          assertThat(Status.fromThrowable(it).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
          assertThat(Status.fromThrowable(it).getDescription()).isEqualTo("The server stops");
        });
  }

  private ListenableFuture<byte[]> await(String method, String secret) {
    return ClientCalls.futureUnaryCall(
        sidecar.channel("authorization", "Bearer " + secret)
            .newCall(SidecarMethods.named(method), CallOptions.DEFAULT),
        GetInstanceRequest.newBuilder().setInstanceId("a").build().toByteArray());
  }

  private void awaitWaiting(int callers) throws InterruptedException {
    long end = System.nanoTime() + Sidecar.PATIENCE.toNanos();
    while (sidecar.hub().waiting() != callers && System.nanoTime() - end < 0) {
      Thread.sleep(5);
    }
    assertThat(sidecar.hub().waiting()).isEqualTo(callers);
  }
}
