package dev.perdure.benchmarks;

import dev.perdure.stores.rocksdb.RocksDbStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Runs the workloads in this process on RocksDB with every commit synced, and prints one table.
public final class Benchmarks {
  private Benchmarks() {}

  /// Runs the benchmarks.
  ///
  /// @param arguments optionally the directory for the stores, which should be on the disk in
  ///     question, and then the names of the workloads to run (`probe`, `w1`, `w2`, `w3`, `chain`,
  ///     `idle`, `http`)
  public static void main(String[] arguments) throws IOException {
    Path base = Path.of(arguments.length > 0 ? arguments[0] : ".perdure-bench");
    List<String> wanted = arguments.length > 1
        ? List.of(arguments).subList(1, arguments.length)
        : List.of("probe", "w1", "w2", "w3", "chain", "idle", "http");
    Table table = new Table();
    if (wanted.contains("probe")) {
      probe(fresh(base.resolve("probe")), table);
    }
    for (String workload : List.of("w1", "w2", "w3", "chain", "idle", "http")) {
      if (wanted.contains(workload)) {
        try (Workbench bench = new Workbench(RocksDbStore.open(fresh(base.resolve(workload))))) {
          run(workload, bench, table);
        }
      }
    }
    table.print();
  }

  private static void run(String workload, Workbench bench, Table table) {
    Workloads workloads = new Workloads(bench.hub());
    switch (workload) {
      case "w1" -> w1(workloads, table);
      case "w2" -> w2(workloads, table);
      case "w3" -> w3(workloads, table);
      case "chain" -> chain(workloads, table);
      case "idle" -> idle(workloads, table);
      case "http" -> new HttpBench(bench, table).run();
      default -> throw new IllegalArgumentException("Expected a workload, but got " + workload);
    }
  }

  private static void probe(Path directory, Table table) {
    try (RocksDbStore store = RocksDbStore.open(directory)) {
      CommitProbe.measure(store, 100, Duration.ofSeconds(2));
      CommitProbe.Rate one = CommitProbe.measure(store, 1, Duration.ofSeconds(3));
      CommitProbe.Rate many = CommitProbe.measure(store, 1000, Duration.ofSeconds(3));
      table.add("probe: synced commits of one row", "%.0f/s".formatted(one.commitsPerSecond()));
      table.add(
          "probe: rows in commits of 1,000",
          "%.0f/s".formatted(1000 * many.commitsPerSecond()));
    }
  }

  private static void w1(Workloads workloads, Table table) {
    workloads.oneByOne("Three", null, Duration.ofSeconds(5));
    Samples samples = workloads.oneByOne("Three", null, Duration.ofSeconds(5));
    table.add(
        "W1: three activities, one client",
        "p50 %.2f ms, p95 %.2f ms (%d runs)".formatted(
            samples.quantileMillis(0.5), samples.quantileMillis(0.95), samples.size()));
  }

  private static void w2(Workloads workloads, Table table) {
    workloads.inFlight(64, Duration.ofSeconds(8), new Samples());
    for (int count : new int[]{64, 1000}) {
      Samples samples = new Samples();
      double rate = workloads.inFlight(count, Duration.ofSeconds(8), samples);
      table.add(
          "W2: three activities, " + count + " in flight",
          "%.0f/s, p50 %.1f ms, p95 %.1f ms".formatted(
              rate, samples.quantileMillis(0.5), samples.quantileMillis(0.95)));
    }
  }

  private static void w3(Workloads workloads, Table table) {
    Samples samples = new Samples();
    for (int i = 0; i < 60; i++) {
      long nanos = workloads.run("FanOut", "1000");
      if (i >= 20) {
        samples.add(nanos);
      }
    }
    table.add(
        "W3: fan-out of 1,000 and join",
        "p50 %.1f ms, p95 %.1f ms".formatted(
            samples.quantileMillis(0.5), samples.quantileMillis(0.95)));
  }

  private static void chain(Workloads workloads, Table table) {
    for (int i = 0; i < 1000; i++) {
      workloads.run("Chain", "10");
    }
    long shortChains = 0;
    for (int i = 0; i < 300; i++) {
      shortChains += workloads.run("Chain", "10");
    }
    long longChain = workloads.run("Chain", "10000");
    table.add(
        "cost of a step in a chain of 10 / of 10,000",
        "%.3f ms / %.3f ms".formatted(shortChains / 3000e6, longChain / 10_000e6));
  }

  private static void idle(Workloads workloads, Table table) {
    long before = usedHeap();
    long began = System.nanoTime();
    workloads.startWaiting(100_000);
    double seconds = (System.nanoTime() - began) / 1e9;
    table.add(
        "100,000 instances that wait for an event",
        "%.0f MB more heap, started in %.1f s".formatted(
            (usedHeap() - before) / 1e6, seconds));
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static Path fresh(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return Files.createDirectories(directory);
  }
}
