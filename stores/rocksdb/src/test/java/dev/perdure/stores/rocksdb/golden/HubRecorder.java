package dev.perdure.stores.rocksdb.golden;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.InstanceState;
import dev.perdure.model.codec.HistoryEventCodec;
import dev.perdure.model.codec.WireWriter;
import dev.perdure.runtime.HubOptions;
import dev.perdure.sdk.client.DurableTaskClient;
import dev.perdure.sdk.client.NewOrchestrationInstanceOptions;
import dev.perdure.sdk.worker.DurableTaskWorker;
import dev.perdure.stores.rocksdb.RocksDbOptions;
import dev.perdure.stores.rocksdb.RocksDbStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Records a hub for the releases to come: the files of its store as a killed process leaves them,
/// the history of each instance in the wire format, and what each instance shows.
///
/// `main` records one into a directory that does not exist. Once a release is out its directory is
/// never written again.
public final class HubRecorder {
  static final RocksDbOptions OPTIONS = RocksDbOptions.defaults()
      .withBlockCacheBytes(1 << 20).withWriteBufferBytes(1 << 20).withReserveBytes(0)
      .withPartitions(4);

  /// Instances that had ended when the hub was recorded.
  static final List<String> ENDED = List.of("chain", "fan-out", "parent", "parent-child", "timers",
      "events", "race", "loop", "retry", "failing", "terminated", "asked");

  /// Instances that had not, and what each comes to. That of the parent includes its child's.
  static final Map<String, String> UNFINISHED = Map.of(
      "waiting", "\"one;two;\"",
      "suspended", "\"before;after;\"",
      "overdue", "\"fired\"",
      "blocking", "\"attempt 2\"",
      "waiting-parent", "\"child: go on;\"",
      "waiting-parent-child", "\"go on;\"",
      "scheduled", "10",
      "unknown", "\"known by now\"",
      "holder", "\"1 5\"",
      "queued", "11");

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int DELAY_SECONDS = 4;

  private HubRecorder() {}

  public static void main(String[] arguments) throws Exception {
    Path target = Path.of(arguments[0]);
    Path directory = Files.createTempDirectory("perdure-recorded-").resolve("store");
    CountDownLatch recorded = new CountDownLatch(1);
    ReleaseFunctions functions = new ReleaseFunctions(recorded);
    try (EmbeddedHub hub = open(directory);
        DurableTaskWorker worker = new DurableTaskWorker(hub, functions.known()).start();
        DurableTaskClient client = new DurableTaskClient(hub)) {
      Objects.requireNonNull(worker);
      startWhatEnds(client);
    }
    try (EmbeddedHub hub = open(directory);
        DurableTaskWorker worker = new DurableTaskWorker(hub, functions.known()).start();
        DurableTaskClient client = new DurableTaskClient(hub)) {
      Objects.requireNonNull(worker);
      startWhatDoesNot(client);
      record(hub, directory, target);
      recorded.countDown();
    }
  }

  static EmbeddedHub open(Path directory) {
    return EmbeddedHub.open(RocksDbStore.open(directory, OPTIONS), HubOptions.defaults()
        .withoutRetention());
  }

  /// What an instance shows, in one line.
  static String line(InstanceState state) {
    InstanceState.Payloads payloads = Objects.requireNonNull(state.payloads());
    String failure = payloads.failure() == null
        ? "-"
        : payloads.failure().errorType() + ": " + payloads.failure().message();
    return String.join(" | ", state.instanceId(), state.function().name(),
        String.valueOf(state.function().version()), state.status().name(),
        String.valueOf(payloads.input()), String.valueOf(payloads.output()), failure,
        String.valueOf(state.customStatus()), new java.util.TreeMap<>(state.tags()).toString(),
        String.valueOf(state.parentInstanceId()), state.times().created().toString());
  }

  static InstanceState state(EmbeddedHub hub, String id) {
    return hub.get(id, true).toCompletableFuture().join().orElseThrow();
  }

  static List<HistoryEvent> history(EmbeddedHub hub, String id) {
    return hub.history(id).toCompletableFuture().join().orElseThrow();
  }

  private static void startWhatEnds(DurableTaskClient client) throws Exception {
    client.scheduleNewOrchestrationInstance("Chain", new NewOrchestrationInstanceOptions()
        .setInstanceId("chain").setInput("größe").setVersion("1.2")
        .setTags(Map.of("customer", "acme", "tier", "gold")).setRequestId("request-1"));
    client.scheduleNewOrchestrationInstance("FanOut", null, "fan-out");
    client.scheduleNewOrchestrationInstance("Parent", true, "parent");
    client.scheduleNewOrchestrationInstance("Timers", 10, "timers");
    client.scheduleNewOrchestrationInstance("Events", 2, "events");
    client.raiseEvent("events", "Go", "one");
    client.raiseEvent("events", "Go", "two");
    client.scheduleNewOrchestrationInstance("Race", null, "race");
    client.scheduleNewOrchestrationInstance("Loop", 1, "loop");
    client.scheduleNewOrchestrationInstance("Retry", null, "retry");
    client.scheduleNewOrchestrationInstance("Failing", null, "failing");
    client.scheduleNewOrchestrationInstance("Events", 9, "terminated");
    client.raiseEvent("terminated", "Go", "one");
    client.waitForInstanceStart("terminated", PATIENCE);
    client.terminate("terminated", "enough");
    EntityRecorder.startWhatEnds(client);
    for (String id : ENDED) {
      client.waitForInstanceCompletion(id, PATIENCE, false);
    }
  }

  private static void startWhatDoesNot(DurableTaskClient client) throws Exception {
    client.scheduleNewOrchestrationInstance("Events", 2, "waiting");
    client.raiseEvent("waiting", "Go", "one");
    client.scheduleNewOrchestrationInstance("Events", 2, "suspended");
    client.raiseEvent("suspended", "Go", "before");
    client.waitForInstanceStart("suspended", PATIENCE);
    client.suspendInstance("suspended", "for a while");
    client.raiseEvent("suspended", "Go", "after");
    client.scheduleNewOrchestrationInstance("Blocking", null, "blocking");
    client.scheduleNewOrchestrationInstance("Parent", false, "waiting-parent");
    client.scheduleNewOrchestrationInstance("Unknown", null, "unknown");
    EntityRecorder.await(ReleaseFunctions::isBlocking);
    EntityRecorder.startWhatDoesNot(client, Duration.ofSeconds(DELAY_SECONDS));
    client.scheduleNewOrchestrationInstance("Timers", DELAY_SECONDS * 1000, "overdue");
    client.scheduleNewOrchestrationInstance("FanOut", new NewOrchestrationInstanceOptions()
        .setInstanceId("scheduled").setStartTime(Instant.now().plusSeconds(DELAY_SECONDS)));
    TimeUnit.SECONDS.sleep(1); // Until nothing moves any more, and before the first of these does.
  }

  private static void record(EmbeddedHub hub, Path directory, Path target) throws IOException {
    Files.createDirectories(target.resolve("histories"));
    StringBuilder lines = new StringBuilder();
    for (List<String> ids : List.of(ENDED, UNFINISHED.keySet().stream().sorted().toList())) {
      for (String id : ids) {
        lines.append(line(state(hub, id))).append('\n');
        WireWriter writer = new WireWriter();
        HistoryEventCodec.encodeAll(history(hub, id), writer);
        Files.write(target.resolve("histories").resolve(id + ".history"), writer.toByteArray());
      }
    }
    Files.writeString(target.resolve("instances.txt"), lines);
    Files.write(target.resolve("entities.txt"), EntityRecorder.lines(hub));
    try (var files = Files.walk(directory)) {
      for (Path file : files.filter(HubRecorder::isNeeded).toList()) {
        Path copy = target.resolve("store").resolve(directory.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        if (Files.isRegularFile(file)) {
          Files.copy(file, copy);
        }
      }
    }
  }

  private static boolean isNeeded(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith("LO") && !name.startsWith("OPTIONS") && !name.equals("lock");
  }
}
