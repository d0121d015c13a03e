package dev.perdure.model.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.microsoft.durabletask.implementation.protobuf.OrchestratorService;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Our bytes are those of protocol buffers' own implementation.
final class ProtocolTest {
  private static final String EVENT = "HistoryEvent";
  private static final String ACTION = "OrchestratorAction";

  /// The messages are written down with the protocol's names, so this holds every field's number
  /// and meaning.
  @Test
  void samplesHaveTheBytesThatProtocolBuffersGivesThem() throws IOException {
    for (var sample : Samples.events().entrySet()) {
      assertThat(HistoryEventCodec.encode(sample.getValue())).as(sample.getKey())
          .isEqualTo(Protocol.bytes(written(EVENT, "event-" + sample.getKey())));
    }
    for (var sample : Samples.actions().entrySet()) {
      assertThat(ActionCodec.encode(sample.getValue())).as(sample.getKey())
          .isEqualTo(Protocol.bytes(written(ACTION, "action-" + sample.getKey())));
    }
  }

  @Test
  void randomEventsAreReadAndWrittenAlikeByProtocolBuffers() throws IOException {
    for (int seed = 0; seed < 5_000; seed++) {
      assertSame(new RandomRecords(seed).event());
    }
  }

  @Test
  void randomActionsAreReadAndWrittenAlikeByProtocolBuffers() throws IOException {
    for (int seed = 0; seed < 5_000; seed++) {
      byte[] bytes = ActionCodec.encode(new RandomRecords(seed).action());
      assertThat(Protocol.bytes(OrchestratorService.OrchestratorAction.parseFrom(bytes)))
          .isEqualTo(bytes);
      assertThat(Protocol.bytes(Protocol.parse(ACTION, bytes))).isEqualTo(bytes);
    }
  }

  @Test
  void eventsOfAllFormsAreReadAndWrittenAlikeByProtocolBuffers() throws IOException {
    for (HistoryEvent full : Samples.events().values()) {
      for (HistoryEvent event : Variants.of(full)) {
        assertSame(event);
      }
    }
  }

  @Test
  void theDeepestFailureIsReadByProtocolBuffersInTheOutermostMessages() throws IOException {
    FailureDetails failure = FailureDetailsCodecTest.chain(
        200, Map.of("deep", FailureDetailsCodecTest.nested(200)));
    byte[] event = HistoryEventCodec.encode(
        HistoryEvent.of(Samples.TIME, new EventBody.TaskFailed(1, failure)));

    WireWriter item = new WireWriter();
    int request = item.begin(1);
    int past = item.begin(3);
    item.writeRaw(event, 0, event.length);
    item.end(past);
    item.end(request);

    assertThat(Protocol.bytes(Protocol.parse("WorkItem", item.toByteArray())))
        .isEqualTo(item.toByteArray());
  }

  /// Writes the texts of new kinds as a draft, to be checked against the record by eye.
  @Test
  @EnabledIfSystemProperty(named = "golden.write", matches = "true")
  void missingTextsAreWritten() throws IOException {
    for (var sample : Samples.events().entrySet()) {
      draft("event-" + sample.getKey(),
          Protocol.parse(EVENT, HistoryEventCodec.encode(sample.getValue())));
    }
    for (var sample : Samples.actions().entrySet()) {
      draft("action-" + sample.getKey(),
          Protocol.parse(ACTION, ActionCodec.encode(sample.getValue())));
    }
  }

  private static void assertSame(HistoryEvent event) throws IOException {
    byte[] bytes = HistoryEventCodec.encode(event);
    assertThat(Protocol.bytes(OrchestratorService.HistoryEvent.parseFrom(bytes)))
        .isEqualTo(bytes);
    assertThat(Protocol.bytes(Protocol.parse(EVENT, bytes))).isEqualTo(bytes);
  }

  private static Message written(String type, String file) throws IOException {
    String path = "/golden/v1/" + file + ".txt";
    try (InputStream in = ProtocolTest.class.getResourceAsStream(path)) {
      byte[] text = Objects.requireNonNull(in, path).readAllBytes();
      DynamicMessage.Builder message = DynamicMessage.newBuilder(Protocol.message(type));
      TextFormat.merge(new String(text, StandardCharsets.UTF_8), message);
      return message.build();
    }
  }

  private static void draft(String name, Message message) throws IOException {
    Path file = Path.of("src/test/resources/golden/v1", name + ".txt");
    if (Files.notExists(file)) {
      Files.writeString(
          file, TextFormat.printer().escapingNonAscii(false).printToString(message));
    }
  }
}
