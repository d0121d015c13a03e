package dev.perdure.server.grpc;

import static dev.perdure.server.grpc.FakeWorker.complete;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.protocol.SidecarMethods;
import dev.perdure.protocol.message.GetInstanceRequest;
import dev.perdure.protocol.message.GetInstanceResponse;
import dev.perdure.protocol.message.WorkItem;
import io.grpc.CallOptions;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Many connections at once are held, and each gets what is its own.
final class ScaleTest {
  private static final int WORKERS = 1_000;
  private static final int WAITS = 10_000;

  private final Sidecar sidecar = new Sidecar(true);

  @AfterEach
  void close() {
    sidecar.close();
  }

  @Test
  void aThousandWorkersAndTenThousandWaitsAreHeld() throws Exception {
    List<FakeWorker> workers = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      workers.add(sidecar.worker());
    }
    sidecar.start("Order", "a");
    CountDownLatch ended = new CountDownLatch(WAITS);
    AtomicInteger found = new AtomicInteger();
    byte[] request = GetInstanceRequest.newBuilder().setInstanceId("a").build().toByteArray();
    for (int i = 0; i < WAITS; i++) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          sidecar.channel().newCall(
              SidecarMethods.named("WaitForInstanceCompletion"), CallOptions.DEFAULT),
          request, new Waiter(ended, found));
    }

    FakeWorker worker = null;
    WorkItem item = null;
    for (int i = 0; item == null && i < 1000; i++) {
      for (FakeWorker each : workers) {
        WorkItem got = each.poll();
        if (got != null) {
          worker = each;
          item = got;
        }
      }
      Thread.sleep(5);
    }
    assertThat(item).isNotNull();
    assertThat(worker).isNotNull();
    assertThat(ended.getCount()).isEqualTo(WAITS);
    worker.turn(item, complete(0, "1"));

    assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(found).hasValue(WAITS);
  }

  /// A client that waits.
  private record Waiter(CountDownLatch ended, AtomicInteger found)
      implements
        StreamObserver<byte[]> {
    @Override
    public void onNext(byte[] message) {
      try {
        if (GetInstanceResponse.parseFrom(message).getExists()) {
          found.incrementAndGet();
        }
      } catch (com.google.protobuf.InvalidProtocolBufferException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void onError(Throwable failure) {
      ended.countDown();
    }

    @Override
    public void onCompleted() {
      ended.countDown();
    }
  }
}
