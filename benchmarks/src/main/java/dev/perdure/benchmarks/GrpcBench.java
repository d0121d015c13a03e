package dev.perdure.benchmarks;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.protocol.remote.RemoteHub;
import dev.perdure.protocol.remote.RemoteWork;
import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.store.Store;
import dev.perdure.sdk.worker.DurableTaskWorker;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.grpc.GrpcFront;
import dev.perdure.server.grpc.GrpcSettings;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The workloads with client and worker on the other end of a connection. Their share is in the
/// figures, too: all of it is in this process.
final class GrpcBench {
  private static final Duration LENGTH = Duration.ofSeconds(8);

  private final Store store;
  private final Table table;

  GrpcBench(Store store, Table table) {
    this.store = store;
    this.table = table;
  }

  void run() {
    var settings = new GrpcSettings(
        InetAddress.getLoopbackAddress(), List.of(0), List.of(), Optional.empty(),
        _ -> Optional.of(Role.ADMIN), false);
    try (EmbeddedHub hub = EmbeddedHub.open(store, HubOptions.defaults());
        GrpcFront front = GrpcFront.open(_ -> Optional.of(hub.taskHub()), settings)) {
      ManagedChannel channel = NettyChannelBuilder
          .forAddress("127.0.0.1", front.ports().get(0)).usePlaintext().build();
      DurableTaskWorker worker = new DurableTaskWorker(
          new RemoteWork(channel), Workbench.functions()).start();
      try {
        measure(new Workloads(new RemoteHub(channel)));
      } finally {
        worker.close();
        channel.shutdownNow();
      }
    }
  }

  private void measure(Workloads workloads) {
    workloads.inFlight(64, LENGTH, new Samples());
    Samples one = workloads.oneByOne("Three", null, LENGTH);
    add("W1 over gRPC: three activities, one client", one, "");
    for (int count : new int[]{64, 1000}) {
      Samples samples = new Samples();
      double rate = workloads.inFlight(count, LENGTH, samples);
      add("W2 over gRPC: three activities, " + count + " in flight", samples,
          "%.0f/s, ".formatted(rate));
    }
    Samples fanOuts = new Samples();
    for (int i = 0; i < 30; i++) {
      long nanos = workloads.run("FanOut", "1000");
      if (i >= 10) {
        fanOuts.add(nanos);
      }
    }
    add("W3 over gRPC: fan-out of 1,000 and join", fanOuts, "");
  }

  private void add(String what, Samples samples, String rate) {
    table.add(what, rate + "p50 %.2f ms, p95 %.2f ms".formatted(
        samples.quantileMillis(0.5), samples.quantileMillis(0.95)));
  }
}
