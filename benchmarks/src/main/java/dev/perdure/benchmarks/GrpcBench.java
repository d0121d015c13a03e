package dev.perdure.benchmarks;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.protocol.remote.RemoteWork;
import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.store.Store;
import dev.perdure.sdk.port.WorkSource;
import dev.perdure.server.configuration.Admission;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.grpc.GrpcFront;
import dev.perdure.server.grpc.GrpcSettings;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The workloads with client and worker in another process, once with this SDK and once with
/// Microsoft's. The processor time is given for each side.
final class GrpcBench {
  private static final int IDLE_STREAMS = 1_000;
  private static final Duration IDLE = Duration.ofSeconds(60);

  private final Store store;
  private final Table table;

  GrpcBench(Store store, Table table) {
    this.store = store;
    this.table = table;
  }

  void run() throws IOException {
    var settings = new GrpcSettings(
        InetAddress.getLoopbackAddress(), List.of(0), List.of(), Optional.empty(),
        _ -> Optional.of(Admission.of(Role.ADMIN)), false, 4 << 20);
    try (EmbeddedHub hub = EmbeddedHub.open(store, HubOptions.defaults());
        GrpcFront front = GrpcFront.open(_ -> Optional.of(hub.taskHub()), settings)) {
      for (String sdk : List.of("perdure", "microsoft")) {
        Process peer = start(sdk, front.ports().get(0));
        try (BufferedReader lines = peer.inputReader()) {
          follow(sdk, lines);
        } finally {
          peer.destroyForcibly();
        }
      }
      idle(front.ports().get(0));
    }
  }

  /// What streams cost over which nothing comes. Both ends of them are in this process.
  private void idle(int port) {
    long without = usedIn(IDLE);
    ManagedChannel channel = NettyChannelBuilder
        .forAddress("127.0.0.1", port).usePlaintext().build();
    RemoteWork work = new RemoteWork(channel);
    for (int i = 0; i < IDLE_STREAMS; i++) {
      var _ = work.subscribe(
          new WorkerOffer(Set.of("Idle-" + i), Set.of(), 1, 1), new Nothing());
    }
    usedIn(Duration.ofSeconds(5)); // They connect.
    long with = usedIn(IDLE);
    channel.shutdownNow();
    table.add(
        "over gRPC, %,d idle streams for %d s".formatted(IDLE_STREAMS, IDLE.toSeconds()),
        "%.0f ms of processor time, without them %.0f ms".formatted(with / 1e6, without / 1e6));
  }

  private static long usedIn(Duration length) {
    long before = Processor.nanos();
    try {
      Thread.sleep(length);
    } catch (InterruptedException e) {
      throw new IllegalStateException("Expected to wait undisturbed, but was interrupted", e);
    }
    return Processor.nanos() - before;
  }

  /// A worker to whom nothing comes.
  private record Nothing() implements WorkSource.WorkHandler {
    @Override
    public void accept(WorkItem item) {
      throw new IllegalStateException("Expected no work, but got " + item.function().name());
    }

    @Override
    public void forget(ExecutionKey execution) {}
  }

  private static Process start(String sdk, int port) throws IOException {
    return new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g",
        "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED",
        "-cp", System.getProperty("java.class.path"), GrpcPeer.class.getName(), sdk,
        Integer.toString(port)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private void follow(String sdk, BufferedReader lines) throws IOException {
    long began = Processor.nanos();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      switch (PeerLine.read(line)) {
        case PeerLine.Begin _ -> began = Processor.nanos();
        case PeerLine.End end -> add(sdk, end, Processor.nanos() - began);
      }
    }
  }

  private void add(String sdk, PeerLine.End end, long processorNanos) {
    String rate = end.rate() == 0 ? "" : "%.0f/s, ".formatted(end.rate());
    table.add(
        "over gRPC, SDK of " + sdk + ", " + end.what(),
        rate + "p50 %.2f ms, p95 %.2f ms, processor each: server %.0f us, peer %.0f us".formatted(
            end.p50(), end.p95(), processorNanos / 1e3 / end.count(),
            end.processorNanos() / 1e3 / end.count()));
  }
}
