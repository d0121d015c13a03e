package dev.perdure.benchmarks;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.runtime.InstanceWatcher;
import dev.perdure.server.configuration.HttpOptions;
import dev.perdure.server.http.HttpFront;
import dev.perdure.server.http.HttpSettings;
import dev.perdure.server.http.Operations;
import dev.perdure.server.http.v1.JobStore;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Starts and waits in process and over HTTP, one after the other on the same hub, and says what
/// each costs. Over HTTP the client's share is in the figure, too: it is in this process.
final class HttpBench {
  private static final int MAX_PAYLOAD = 4 * 1024 * 1024;

  private final Workbench bench;
  private final Table table;

  HttpBench(Workbench bench, Table table) {
    this.bench = bench;
    this.table = table;
  }

  void run() {
    var settings = new HttpSettings(InetAddress.getLoopbackAddress(), 0, MAX_PAYLOAD,
        HttpOptions.DEFAULTS, new HttpSettings.Secrets("", new byte[32]), List.of(),
        JobStore.inMemory());
    try (HttpFront front = HttpFront.open(bench.hub(), settings, new Nothing())) {
      Workloads workloads = new Workloads(bench.hub());
      HttpDriver driver = new HttpDriver(front.port(), "Three");
      workloads.inFlight(64, Duration.ofSeconds(8), new Samples());
      driver.inFlight(64, Duration.ofSeconds(8), new Samples());
      for (int count : new int[]{1, 64, 1000}) {
        measure("in process, " + count + " in flight",
            samples -> workloads.inFlight(count, Duration.ofSeconds(8), samples));
        measure("over HTTP, " + count + " in flight",
            samples -> driver.inFlight(count, Duration.ofSeconds(8), samples));
      }
    }
  }

  /// A workload that is being measured.
  @FunctionalInterface
  private interface Workload {
    double run(Samples samples);
  }

  private void measure(String what, Workload workload) {
    Samples samples = new Samples();
    long before = Processor.nanos();
    double rate = workload.run(samples);
    double nanos = (Processor.nanos() - before) / (double) Math.max(1, samples.size());
    table.add("start + wait, three activities, " + what,
        "%.0f/s, p50 %.2f ms, p95 %.2f ms, %.0f us of processor each".formatted(
            rate, samples.quantileMillis(0.5), samples.quantileMillis(0.95), nanos / 1000));
  }

  /// There is no program around the front here.
  private record Nothing() implements Operations {
    @Override
    public Optional<EmbeddedHub> hub(String name) {
      return Optional.empty();
    }

    @Override
    public Optional<String> notReady() {
      return Optional.empty();
    }

    @Override
    public List<PendingFunction> pendingFunctions() {
      return List.of();
    }

    @Override
    public void watch(InstanceWatcher watcher) {}

    @Override
    public void unwatch(InstanceWatcher watcher) {}

    @Override
    public void backup(Path directory) {
      throw new IllegalStateException("Expected no backup of a benchmark");
    }
  }
}
