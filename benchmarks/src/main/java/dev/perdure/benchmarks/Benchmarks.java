package dev.perdure.benchmarks;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.model.EntityId;
import dev.perdure.stores.rocksdb.RocksDbStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Runs the workloads in this process on RocksDB with every commit synced, and prints one table.
public final class Benchmarks {
  private static final List<String> ALL = List.of(
      "probe", "w1", "w2", "w3", "w4", "chain", "idle", "http", "grpc");

  private Benchmarks() {}

  /// Runs the benchmarks.
  ///
  /// @param arguments optionally the directory for the stores, which should be on the disk in
  ///     question, and then the names of the workloads to run (`probe`, `w1`, `w2`, `w3`, `w4`,
  ///     `chain`, `idle`, `http`, `grpc`); words that are neither end the program with 2
  public static void main(String[] arguments) throws IOException {
    List<String> words = List.of(arguments);
    List<String> named = words.isEmpty() ? ALL : words.subList(1, words.size());
    if (words.stream().anyMatch(word -> word.startsWith("-")) || !ALL.containsAll(named)) {
      System.err.println(
          "perdure: Expected: bench [DIRECTORY [WORKLOAD ...]] with workloads of " + ALL
              + ", but got " + words);
      System.exit(2);
    }
    Path base = Path.of(words.isEmpty() ? ".perdure-bench" : words.get(0));
    run(base, named.isEmpty() ? ALL : named);
  }

  private static void run(Path base, List<String> wanted) throws IOException {
    Table table = new Table();
    if (wanted.contains("probe")) {
      probe(fresh(base.resolve("probe")), table);
    }
    for (String workload : List.of("w1", "w2", "w3", "w4", "chain", "idle", "http")) {
      if (wanted.contains(workload)) {
        try (Workbench bench = new Workbench(RocksDbStore.open(fresh(base.resolve(workload))))) {
          run(workload, bench, table);
        }
      }
    }
    if (wanted.contains("grpc")) {
      new GrpcBench(RocksDbStore.open(fresh(base.resolve("grpc"))), table).run();
    }
    table.print();
  }

  private static void run(String workload, Workbench bench, Table table) {
    Workloads workloads = new Workloads(bench.hub());
    switch (workload) {
      case "w1" -> w1(workloads, table);
      case "w2" -> w2(workloads, table);
      case "w3" -> w3(workloads, table);
      case "w4" -> w4(new EntityWorkloads(bench.hub()), table);
      case "chain" -> chain(workloads, table);
      case "idle" -> idle(bench.hub(), table);
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
    workloads.oneByOne("Three", null, Duration.ofSeconds(5), new Samples());
    Samples samples = new Samples();
    workloads.oneByOne("Three", null, Duration.ofSeconds(5), samples);
    table.add(
        "W1: three activities, one client",
        "p50 %.2f ms, p95 %.2f ms (%d runs)".formatted(
            samples.quantileMillis(0.5), samples.quantileMillis(0.95), samples.size()));
  }

  private static void w2(Workloads workloads, Table table) {
    for (int count : new int[]{64, 1000}) {
      workloads.inFlight(count, Duration.ofSeconds(8), new Samples());
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

  private static void w4(EntityWorkloads workloads, Table table) {
    workloads.signals("warm", 100, Duration.ofSeconds(5));
    for (int keys : new int[]{1, 1000}) {
      double rate = workloads.signals("keys-" + keys + "-", keys, Duration.ofSeconds(8));
      table.add("W4: signals to %,d keys, performed".formatted(keys), "%,.0f/s".formatted(rate));
    }
    workloads.calls(1000, 10, Duration.ofSeconds(5));
    double rate = workloads.calls(1000, 10, Duration.ofSeconds(8));
    table.add("W4: calls from 1,000 orchestrators", "%,.0f/s".formatted(rate));
    Samples samples = new Samples();
    EntityId neighbour = new EntityId("counter", "neighbour");
    for (int i = 0; i < 200; i++) {
      samples.add(workloads.call(neighbour));
    }
    table.add(
        "W4: a call that waits for nobody",
        "p50 %.2f ms, p95 %.2f ms".formatted(
            samples.quantileMillis(0.5), samples.quantileMillis(0.95)));
    hot(workloads, table);
  }

  /// One entity with 100,000 operations in its queue, and its neighbours.
  private static void hot(EntityWorkloads workloads, Table table) {
    EntityId hot = new EntityId("counter", "hot");
    String holder = workloads.queue(hot, 100_000);
    long began = System.nanoTime();
    workloads.release(holder);
    CompletableFuture<Long> all = CompletableFuture.supplyAsync(() -> workloads.call(hot));
    Samples samples = new Samples();
    while (!all.isDone()) {
      samples.add(workloads.call(new EntityId("counter", "beside-" + samples.size() % 50)));
    }
    table.add(
        "W4: 100,000 operations queued for one key",
        "%,.0f/s performed; others meanwhile p50 %.2f ms, p95 %.2f ms".formatted(
            100_000 / ((System.nanoTime() - began) / 1e9), samples.quantileMillis(0.5),
            samples.quantileMillis(0.95)));
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

  private static void idle(EmbeddedHub hub, Table table) {
    long before = usedHeap();
    long began = System.nanoTime();
    Workloads.startWaiting(hub, 100_000);
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
