package dev.perdure.server.http.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.request.StartRequest;
import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.worker.DurableTaskWorker;
import dev.perdure.server.answer.AnswerRoom;
import dev.perdure.server.http.exchange.Caller;
import dev.perdure.server.http.exchange.Headers;
import dev.perdure.server.http.exchange.Json;
import dev.perdure.server.http.exchange.Query;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a history costs while it is sent.
final class HistoryTest {
  private static final int EVENTS = 60;
  private static final int BYTES = 200_000;
  private static final long ROOM = 8L << 20;
  private static final int CALLERS = 5;

  private final EmbeddedHub hub = EmbeddedHub.open(
      MemoryStore.open(new MemoryStore.Disk()), HubOptions.defaults());
  private final DurableTaskWorker worker = new DurableTaskWorker(
      hub, new FunctionRegistry().orchestration("Wait", ctx -> {
        for (int i = 0; i < ctx.getInput(int.class); i++) {
          ctx.waitForExternalEvent("Go", String.class).await();
        }
        return null;
      })).start();
  private final HubCalls calls = new HubCalls(
      hub, new AnswerRoom(1, ROOM, Duration.ofMillis(200)));
  private final List<Recorder> writers = new ArrayList<>();

  /// A writer that writes nothing and remembers all.
  private static final class Recorder implements EventWriter {
    private final List<HistoryEvent> foreseen = new ArrayList<>();
    private final List<HistoryEvent> written = new ArrayList<>();

    @Override
    public void foresee(HistoryEvent event) {
      assertThat(written).isEmpty();
      foreseen.add(event);
    }

    @Override
    public void write(JsonGenerator json, HistoryEvent event) {
      written.add(event);
    }
  }

  /// Somebody who has not taken an answer yet.
  private static final class Waiting implements Caller {
    @Override
    public String address() {
      return "127.0.0.1";
    }

    @Override
    public CompletableFuture<@Nullable Void> gone() {
      return new CompletableFuture<>();
    }

    @Override
    public void whenSent(Runnable task) {}
  }

  @AfterEach
  void close() {
    worker.close();
    hub.close();
  }

  @Test
  void aLargeOneIsNotKeptSoThatManyCanBeSentAtATime() {
    run("large", EVENTS);

    for (int i = 0; i < CALLERS; i++) {
      Response response = response("large");
      Response.Document document = Objects.requireNonNull(response.document());
      assertThat(document.memory()).isBetween(1L, ROOM / CALLERS);
      assertThat(Json.bytes(document.content())).asString().isEqualTo("[]");
    }

    List<HistoryEvent> history = hub.history("large").toCompletableFuture().join().orElseThrow();
    assertThat(history).hasSizeGreaterThan(EVENTS);
    assertThat(writers).hasSize(CALLERS).allSatisfy(it -> {
      assertThat(it.foreseen).isEqualTo(history);
      assertThat(it.written).isEqualTo(history);
    });
  }

  @Test
  void aSmallOneIsMadeAtOnce() {
    run("small", 1);

    Response response = response("small");

    assertThat(response.document()).isNull();
    assertThat(response.body()).asString().isEqualTo("[]");
    assertThat(writers).singleElement()
        .satisfies(it -> assertThat(it.written).isNotEmpty().isEqualTo(it.foreseen));
  }

  @Test
  void whoIsNotThereHasNoneAndWhoHasNotBegunAnEmptyOne() {
    assertThat(calls.history("nobody", Recorder::new)).isEmpty();
    assertThat(hub.start(StartRequest.of("pending", "Unknown", null)))
        .succeedsWithin(Duration.ofSeconds(60));

    assertThat(response("pending").body()).asString().isEqualTo("[]");
    assertThat(writers).singleElement().satisfies(it -> assertThat(it.foreseen).isEmpty());
  }

  private Response response(String id) {
    var request = new Request(
        new Waiting(), "GET", "http://localhost", "/", Query.parse(""), Headers.of(Map.of()),
        new byte[0]);
    return calls.large(request, () -> {
      History history = calls.history(id, () -> {
        Recorder writer = new Recorder();
        writers.add(writer);
        return writer;
      }).orElseThrow();
      return history.response(200, history::write, 0);
    });
  }

  private void run(String id, int events) {
    assertThat(hub.start(StartRequest.of(id, "Wait", Integer.toString(events))))
        .succeedsWithin(Duration.ofSeconds(60));
    for (int i = 0; i < events; i++) {
      assertThat(hub.raiseEvent(id, "Go", '"' + "x".repeat(BYTES) + '"', null))
          .succeedsWithin(Duration.ofSeconds(60));
    }
    assertThat(hub.awaitCompletion(id, false)).succeedsWithin(Duration.ofSeconds(60));
  }
}
