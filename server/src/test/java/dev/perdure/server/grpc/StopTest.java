package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import dev.perdure.protocol.SidecarMethods;
import dev.perdure.protocol.message.GetInstanceRequest;
import dev.perdure.server.configuration.Admission;
import dev.perdure.server.configuration.Role;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What calls and workers see of a server that stops in good order.
final class StopTest {
  private final StillWorld world = new StillWorld();
  private final Sidecar sidecar = new Sidecar(
      true, StopTest::admission, Optional.empty(), world);

  @AfterEach
  void close() {
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
