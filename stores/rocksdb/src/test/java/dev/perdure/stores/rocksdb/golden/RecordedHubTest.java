package dev.perdure.stores.rocksdb.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.model.EntityId;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.codec.HistoryEventCodec;
import dev.perdure.model.codec.WireReader;
import dev.perdure.sdk.client.DurableTaskClient;
import dev.perdure.sdk.client.EntityMetadata;
import dev.perdure.sdk.client.OrchestrationMetadata;
import dev.perdure.sdk.worker.DurableTaskWorker;
import dev.perdure.testing.suite.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Hubs that earlier releases left behind, with the code of today: everything in them can be read,
/// every turn asks for the same again, and what had not ended does.
@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class RecordedHubTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final CountDownLatch OPEN = new CountDownLatch(0);

  @TempDir
  Path parent;

  static Stream<Path> recordings() throws IOException {
    try (var all = Files.list(GOLDEN)) {
      List<Path> hubs = all.filter(it -> it.getFileName().toString().startsWith("hub-")).toList();
      assertThat(hubs).isNotEmpty();
      return hubs.stream();
    }
  }

  static Stream<Path> withEntities() throws IOException {
    List<Path> hubs = recordings().filter(it -> Files.exists(it.resolve("entities.txt"))).toList();
    assertThat(hubs).isNotEmpty();
    return hubs.stream();
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void everythingInItCanBeRead(Path recording) throws IOException {
    List<String> lines = lines(recording);
    assertThat(lines).hasSizeGreaterThanOrEqualTo(19);

    try (EmbeddedHub hub = HubRecorder.open(copy(recording))) {
      for (String line : lines) {
        String id = id(line);
        assertThat(HubRecorder.line(HubRecorder.state(hub, id))).isEqualTo(line);
        assertThat(HubRecorder.history(hub, id)).isEqualTo(history(recording, id));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("withEntities")
  void everyEntityShowsWhatItDid(Path recording) throws IOException {
    List<String> lines = Files.readAllLines(recording.resolve("entities.txt"));
    assertThat(lines).hasSizeGreaterThan(5);

    try (EmbeddedHub hub = HubRecorder.open(copy(recording))) {
      // The one that is due by now joins a queue when the hub is opened, and stays in the backlog.
      assertThat(EntityRecorder.lines(hub)).isEqualTo(lines);
    }
  }

  @ParameterizedTest
  @MethodSource("withEntities")
  void everyEntityGoesOn(Path recording) throws Exception {
    try (EmbeddedHub hub = HubRecorder.open(copy(recording));
        DurableTaskWorker worker = new DurableTaskWorker(hub, new ReleaseFunctions(OPEN).all())
            .start();
        DurableTaskClient client = new DurableTaskClient(hub)) {
      assertThat(worker).isNotNull();
      assertThat(client.getLocks("holder")).extracting(it -> it.entity().key())
          .containsExactly("locked/a", "locked/b");
      client.raiseEvent("holder", "Go", "on");
      client.waitForInstanceCompletion("queued", PATIENCE, false);

      assertThat(sum(client, ReleaseEntities.A)).isEqualTo(111);
      assertThat(sum(client, ReleaseEntities.B)).isEqualTo(5);
      assertThat(sum(client, ReleaseEntities.TOTAL)).isEqualTo(3 + 4 + 7);
      assertThat(sum(client, ReleaseEntities.STRANGER)).isEqualTo(3);
      assertThat(sum(client, ReleaseEntities.BLOCKING)).isEqualTo(12);
      assertThat(client.call(ReleaseEntities.NOTE, ReleaseEntities.Note::write, "second;",
          PATIENCE)).isEqualTo("1first;2second;");
      EntityRecorder.await(
          () -> client.inspectEntity(ReleaseEntities.LATER).orElseThrow()
              .getSerializedState().equals(Optional.of("3")));
      EntityMetadata later = client.inspectEntity(ReleaseEntities.LATER).orElseThrow();
      assertThat(later.getBacklogQueueSize()).isEqualTo(1);
      assertThat(EntityRecorder.lines(hub)).allMatch(it -> it.contains(" | null | null | []"));
    }
  }

  private static int sum(DurableTaskClient client, EntityId entity) throws Exception {
    return client.callEntity(entity, "get", null, Integer.class, PATIENCE);
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void everyTurnAsksForTheSameAgain(Path recording) throws IOException {
    Replay replay = new Replay(new ReleaseFunctions(OPEN).all());
    try (var files = Files.list(recording.resolve("histories"))) {
      for (Path file : files.sorted().toList()) {
        String id = file.getFileName().toString().replace(".history", "");
        replay.run(id, history(recording, id));
      }
    }

    assertThat(replay.differences()).isEmpty();
    assertThat(replay.turns()).isGreaterThan(HubRecorder.ENDED.size());
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void whatHadNotEndedDoes(Path recording) throws Exception {
    try (EmbeddedHub hub = HubRecorder.open(copy(recording));
        DurableTaskWorker worker = new DurableTaskWorker(hub, new ReleaseFunctions(OPEN).all())
            .start();
        DurableTaskClient client = new DurableTaskClient(hub)) {
      client.raiseEvent("waiting", "Go", "two");
      client.resumeInstance("suspended");
      client.raiseEvent("waiting-parent-child", "Go", "go on");
      if (unfinished(recording).contains("holder")) {
        client.raiseEvent("holder", "Go", "on");
      }

      for (String id : unfinished(recording)) {
        OrchestrationMetadata end = client.waitForInstanceCompletion(id, PATIENCE, true);
        assertThat(end.getRuntimeStatus()).as(id).isEqualTo(OrchestrationStatus.COMPLETED);
        assertThat(end.getSerializedOutput()).as(id).contains(HubRecorder.UNFINISHED.get(id));
      }
      assertThat(worker).isNotNull();
    }
  }

  private static List<String> lines(Path recording) throws IOException {
    return Files.readAllLines(recording.resolve("instances.txt"));
  }

  private static String id(String line) {
    return line.substring(0, line.indexOf(' '));
  }

  /// Those of this recording: an older one has fewer.
  private static List<String> unfinished(Path recording) throws IOException {
    List<String> ids = lines(recording).stream().map(RecordedHubTest::id)
        .filter(HubRecorder.UNFINISHED::containsKey).toList();
    assertThat(ids).isNotEmpty();
    return ids;
  }

  private static List<HistoryEvent> history(Path recording, String id) throws IOException {
    Path file = recording.resolve("histories").resolve(id + ".history");
    return HistoryEventCodec.decodeAll(new WireReader(Files.readAllBytes(file)));
  }

  private Path copy(Path recording) throws IOException {
    Path from = recording.resolve("store");
    Path to = parent.resolve("store");
    Directories.copy(from, to);
    return to;
  }
}
