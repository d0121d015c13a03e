package dev.perdure.runtime.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.TaskOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// What was once stored stays readable, and is still written the same way, keys included. A file
/// that differs after a change means that the change breaks stored hubs: the change is wrong, not
/// the file.
final class GoldenRowsTest {
  private static final String FOLDER = "golden/v1";

  @Test
  void rowsAndKeysAreStillWrittenAsTheyWere() throws IOException {
    for (Map.Entry<String, byte[]> row : SampleRows.encoded().entrySet()) {
      assertThat(stored(row.getKey())).as(row.getKey()).isEqualTo(row.getValue());
    }
  }

  @Test
  void storedRowsAreReadAsTheyWere() throws IOException {
    for (var row : SampleRows.orchestrations().entrySet()) {
      assertThat(OrchestrationRow.decode("order-4711", stored("orchestration-" + row.getKey())))
          .isEqualTo(row.getValue());
    }
    assertThat(
        OrchestrationRow.activities(stored("orchestration-at-work")).get(SampleRows.SEQUENCE))
        .isEqualTo(OpenTaskRow.encode(SampleRows.tasks().values().iterator().next()));
    for (var task : SampleRows.tasks().entrySet()) {
      assertThat(OpenTaskRow.decode(SampleRows.SEQUENCE, stored("task-" + task.getKey())))
          .isEqualTo(task.getValue());
    }
    for (var message : SampleRows.messages().entrySet()) {
      assertThat(MessageRow.decode(stored("message-" + message.getKey())))
          .isEqualTo(message.getValue());
    }
    for (var outcome : SampleRows.outcomes().entrySet()) {
      assertThat(OutcomeRow.decode(stored("outcome-" + outcome.getKey())))
          .isEqualTo(new OutcomeRow(outcome.getValue(), SampleRows.TIME, ""));
    }
    assertThat(OutcomeRow.decode(stored("outcome-with-digest")).digest())
        .isEqualTo(SampleRows.DIGEST);
    for (var entity : SampleRows.entities().entrySet()) {
      assertThat(EntityRow.decode("@counter@a", stored("entity-" + entity.getKey())))
          .isEqualTo(entity.getValue());
    }
    assertThat(EntityRow.decodeState(stored("entity-state"))).isEqualTo("{\"ä\":1}");
    assertThat(CallAnswerRow.decode(stored("call-answer")))
        .isEqualTo(new TaskOutcome.Succeeded("1"));
    assertThat(CallAnswerRow.decode(stored("call-answer-failed")))
        .isInstanceOf(TaskOutcome.Failed.class);
    assertThat(MailRow.decode(stored("mail"))).isEqualTo(SampleRows.history().get(1));
    assertThat(MailRow.decodeAll(stored("history"))).isEqualTo(SampleRows.history());
    assertThat(CounterRow.decode(stored("counter"))).isEqualTo(SampleRows.SEQUENCE);
    assertThat(CounterRow.decode(stored("counter-zero"))).isZero();
  }

  @Test
  void storedKeysAreReadAsTheyWere() throws IOException {
    assertThat(Keys.timerKey(stored("key-timer")))
        .isEqualTo(new Keys.TimerKey(SampleRows.TIME, "id", SampleRows.SEQUENCE));
    assertThat(Keys.statusId(stored("key-status-at-work"))).isEqualTo("id");
    assertThat(Keys.leadingId(stored("key-mail"))).isEqualTo("id");
    assertThat(Keys.entityId(stored("key-entity"))).isEqualTo("@counter@ä");
    assertThat(Keys.leadingId(stored("key-operation"))).isEqualTo("@a@");
    assertThat(Keys.lastNumber(stored("key-mail"))).isEqualTo(SampleRows.SEQUENCE);
    assertThat(Keys.numberAt(stored("key-outbox"), 1)).isEqualTo(31);
    assertThat(Keys.lastNumber(stored("key-outbox"))).isEqualTo(SampleRows.SEQUENCE);
  }

  /// Writes the files of new samples: `mvn test -pl runtime -am -Dtest=GoldenRowsTest
  /// -Dgolden.write=true`.
  @Test
  @EnabledIfSystemProperty(named = "golden.write", matches = "true")
  void missingFilesAreWritten() throws IOException {
    Path folder = Path.of("src/test/resources", FOLDER);
    Files.createDirectories(folder);
    for (Map.Entry<String, byte[]> row : SampleRows.encoded().entrySet()) {
      Path file = folder.resolve("row-" + row.getKey() + ".bin");
      if (Files.notExists(file)) {
        Files.write(file, row.getValue());
      }
    }
  }

  private static byte[] stored(String name) throws IOException {
    String path = "/" + FOLDER + "/row-" + name + ".bin";
    try (InputStream in = GoldenRowsTest.class.getResourceAsStream(path)) {
      return Objects.requireNonNull(in, path).readAllBytes();
    }
  }
}
