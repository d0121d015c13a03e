package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.perdure.protocol.remote.RemoteHub;
import dev.perdure.protocol.remote.RemoteWork;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.client.DurableTaskClient;
import dev.perdure.sdk.client.OrchestrationMetadata;
import dev.perdure.sdk.worker.DurableTaskWorker;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// Our own client and worker take what their library would refuse unless told otherwise.
final class RemoteSizesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// With its quotes it is the largest payload, and with anything else more than 4 MiB.
  private static final String LARGE = "x".repeat((4 << 20) - 2);

  private final Sidecar sidecar = new Sidecar(true);
  private final DurableTaskClient client = new DurableTaskClient(
      new RemoteHub(sidecar.channel()));

  @AfterEach
  void close() {
    sidecar.close();
  }

  @Test
  void aWorkerTakesLargeTurnsAndLargeHistories() throws Exception {
    String id;
    try (DurableTaskWorker _ = worker(sidecar.channel())) {
      id = client.scheduleNewOrchestrationInstance("Collect", 2);
      client.waitForInstanceStart(id, PATIENCE);
      // What arrives meanwhile comes in one turn.
      client.suspendInstance(id, null);
      client.raiseEvent(id, "Part", LARGE);
      client.raiseEvent(id, "Part", LARGE);
      client.resumeInstance(id, null);
      awaitStatus(id, "\"collected\"");
    }

    try (DurableTaskWorker _ = worker(sidecar.channel())) {
      client.raiseEvent(id, "End", null);

      assertThat(end(id).readOutputAs(Integer.class)).isEqualTo(2 * LARGE.length());
    }
  }

  @Test
  void aClientTakesLargeInstances() throws Exception {
    try (DurableTaskWorker _ = worker(sidecar.channel())) {
      String id = client.scheduleNewOrchestrationInstance("Echo", LARGE);

      OrchestrationMetadata end = end(id);

      assertThat(end.readInputAs(String.class)).isEqualTo(LARGE);
      assertThat(end.readOutputAs(String.class)).isEqualTo(LARGE);
    }
  }

  @Test
  void aWorkerThatCannotFetchAHistorySaysSoAndTriesAgain() throws Exception {
    String id;
    try (DurableTaskWorker _ = worker(sidecar.channel())) {
      id = client.scheduleNewOrchestrationInstance("Collect", 0);
      awaitStatus(id, "\"collected\"");
    }
    Logger ours = (Logger) LoggerFactory.getLogger("dev.perdure.sdk.worker");
    var logged = new ListAppender<ILoggingEvent>();
    logged.start();
    ours.addAppender(logged);

    try (DurableTaskWorker _ = worker(
        ClientInterceptors.intercept(sidecar.channel(), new TooLittle(2)))) {
      client.raiseEvent(id, "End", null);

      assertThat(end(id).readOutputAs(Integer.class)).isZero();
    } finally {
      ours.detachAppender(logged);
    }

    List<ILoggingEvent> warnings = List.copyOf(logged.list).stream()
        .filter(it -> it.getLevel() == Level.WARN).toList();
    assertThat(warnings).hasSize(2).allSatisfy(it -> {
      assertThat(it.getFormattedMessage()).contains(id);
      assertThat(it.getThrowableProxy().getMessage()).contains("RESOURCE_EXHAUSTED");
    });
  }

  /// Makes the first histories larger than what is taken.
  private static final class TooLittle implements ClientInterceptor {
    private final AtomicInteger left;

    TooLittle(int times) {
      left = new AtomicInteger(times);
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      boolean refuses = "StreamInstanceHistory".equals(method.getBareMethodName())
          && left.getAndDecrement() > 0;
      return next.newCall(method, refuses ? options.withMaxInboundMessageSize(10) : options);
    }
  }

  private static DurableTaskWorker worker(Channel channel) {
    FunctionRegistry functions = new FunctionRegistry()
        .orchestration("Echo", ctx -> ctx.getInput(String.class))
        .orchestration("Collect", ctx -> {
          int parts = ctx.getInput(int.class);
          int length = 0;
          for (int i = 0; i < parts; i++) {
            length += ctx.waitForExternalEvent("Part", String.class).await().length();
          }
          ctx.setCustomStatus("collected");
          ctx.waitForExternalEvent("End", String.class).await();
          return length;
        });
    return new DurableTaskWorker(new RemoteWork(channel), functions).start();
  }

  private void awaitStatus(String id, String status) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!status.equals(customStatus(id)) && System.nanoTime() - end < 0) {
      Thread.sleep(5);
    }
    assertThat(customStatus(id)).isEqualTo(status);
  }

  private @Nullable String customStatus(String id) {
    return sidecar.hub().get(id, false).toCompletableFuture().join().orElseThrow().customStatus();
  }

  private OrchestrationMetadata end(String id) throws TimeoutException {
    return client.waitForInstanceCompletion(id, PATIENCE, true);
  }
}
