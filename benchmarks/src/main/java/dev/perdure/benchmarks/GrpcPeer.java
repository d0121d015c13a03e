package dev.perdure.benchmarks;

import com.microsoft.durabletask.DurableTaskClient;
import com.microsoft.durabletask.DurableTaskGrpcClientBuilder;
import com.microsoft.durabletask.DurableTaskGrpcWorker;
import com.microsoft.durabletask.NewOrchestrationInstanceOptions;
import com.microsoft.durabletask.OrchestrationMetadata;
import com.microsoft.durabletask.OrchestrationRuntimeStatus;
import dev.perdure.protocol.remote.RemoteHub;
import dev.perdure.protocol.remote.RemoteWork;
import dev.perdure.sdk.worker.DurableTaskWorker;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// An application in a process of its own: client and worker on the other end of a connection. It
/// runs the workloads and writes a line when one begins and one when it has ended.
public final class GrpcPeer {
  private static final Duration LENGTH = Duration.ofSeconds(8);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Workloads workloads;

  private GrpcPeer(Workloads workloads) {
    this.workloads = workloads;
  }

  /// Runs the workloads.
  ///
  /// @param arguments `perdure` or `microsoft`, whose SDK it is, and the port
  public static void main(String[] arguments) {
    int port = Integer.parseInt(arguments[1]);
    switch (arguments[0]) {
      case "perdure" -> perdure(port);
      case "microsoft" -> microsoft(port);
      default -> throw new IllegalArgumentException(
          "Expected perdure or microsoft, but got " + arguments[0]);
    }
    System.exit(0); // The SDKs leave threads.
  }

  private static void perdure(int port) {
    ManagedChannel channel = NettyChannelBuilder
        .forAddress("127.0.0.1", port).usePlaintext().build();
    try (DurableTaskWorker worker = new DurableTaskWorker(
        new RemoteWork(channel), Workbench.functions())) {
      worker.start();
      new GrpcPeer(new Workloads(new RemoteHub(channel))).run();
    } finally {
      channel.shutdownNow();
    }
  }

  /// The SDK's client blocks, so that each call has a thread.
  private static void microsoft(int port) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        DurableTaskGrpcWorker worker = MicrosoftFunctions.worker(port);
        DurableTaskClient client = new DurableTaskGrpcClientBuilder().port(port).build()) {
      worker.start();
      new GrpcPeer(
          new Workloads(
              (function, input) -> CompletableFuture.supplyAsync(
                  () -> startAndWait(client, function, input), threads)))
          .run();
    }
  }

  private static boolean startAndWait(
      DurableTaskClient client, String function, @Nullable String input) {
    String id = client.scheduleNewOrchestrationInstance(
        function, input == null
            ? new NewOrchestrationInstanceOptions()
            : new NewOrchestrationInstanceOptions().setInput(input));
    try {
      OrchestrationMetadata ended = client.waitForInstanceCompletion(id, PATIENCE, true);
      return ended != null && ended.getRuntimeStatus() == OrchestrationRuntimeStatus.COMPLETED;
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private void run() {
    workloads.inFlight(64, LENGTH, new Samples());
    measure("W1: three activities, one client", samples -> {
      workloads.oneByOne("Three", null, LENGTH, samples);
      return 0;
    });
    for (int count : new int[]{64, 1000}) {
      measure(
          "W2: three activities, " + count + " in flight",
          samples -> workloads.inFlight(count, LENGTH, samples));
    }
    for (int i = 0; i < 10; i++) {
      workloads.run("FanOut", "1000");
    }
    measure("W3: fan-out of 1,000 and join", samples -> {
      for (int i = 0; i < 20; i++) {
        samples.add(workloads.run("FanOut", "1000"));
      }
      return 0;
    });
  }

  /// A workload that is being measured.
  @FunctionalInterface
  private interface Workload {

    /// @return how many ended in a second, 0 if that says nothing
    double run(Samples samples);
  }

  private static void measure(String what, Workload workload) {
    Samples samples = new Samples();
    System.out.println(new PeerLine.Begin().text());
    long before = Processor.nanos();
    double rate = workload.run(samples);
    System.out.println(
        new PeerLine.End(
            what, rate, samples.size(), samples.quantileMillis(0.5), samples.quantileMillis(0.95),
            Processor.nanos() - before).text());
  }
}
