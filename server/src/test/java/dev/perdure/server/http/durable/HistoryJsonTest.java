package dev.perdure.server.http.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.server.http.exchange.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HistoryJsonTest {
  private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");

  @Test
  void aFinishedActivityIsOneEventWithItsSchedulingInIt() {
    List<HistoryEvent> history = List.of(
        at(0, new EventBody.OrchestratorStarted()),
        at(0, started("\"in\"")),
        new HistoryEvent(0, START, scheduled("Hello", "\"a\"")),
        new HistoryEvent(1, START, scheduled("Slow", "\"b\"")),
        at(1, new EventBody.OrchestratorStarted()),
        at(1, new EventBody.TaskCompleted(0, "\"Hello a\"")),
        at(1, new EventBody.ExecutionCompleted(OrchestrationStatus.COMPLETED, "[1]", null)));

    assertThat(json(history, true, true)).isEqualTo("""
        [{"EventType":"ExecutionStarted","Timestamp":"2026-01-01T10:00:00Z",\
        "FunctionName":"Greet","Input":"in"},\
        {"EventType":"TaskScheduled","Timestamp":"2026-01-01T10:00:00Z",\
        "Name":"Slow","Input":"b"},\
        {"EventType":"TaskCompleted","Timestamp":"2026-01-01T10:00:01Z",\
        "ScheduledTime":"2026-01-01T10:00:00Z","FunctionName":"Hello","Input":"a",\
        "Result":"Hello a"},\
        {"EventType":"ExecutionCompleted","Timestamp":"2026-01-01T10:00:01Z",\
        "OrchestrationStatus":"Completed","Result":[1]}]""");
  }

  @Test
  void inputsAndResultsAreShownOnlyOnRequest() {
    List<HistoryEvent> history = List.of(
        at(0, started("1")),
        at(1, new EventBody.EventRaised("Go", "2")),
        at(2, new EventBody.ExecutionCompleted(OrchestrationStatus.COMPLETED, "3", null)));

    assertThat(json(history, false, false)).doesNotContain("Input", "Result");
    assertThat(json(history, true, false)).contains("\"Input\":1", "\"Input\":2")
        .doesNotContain("Result");
  }

  @Test
  void anIdThatIsUsedAgainBelongsToItsOwnEnd() {
    List<HistoryEvent> history = List.of(
        new HistoryEvent(0, START, scheduled("First", null)),
        at(1, new EventBody.TaskFailed(0, FailureDetails.of("E", "no"))),
        new HistoryEvent(0, START.plusSeconds(2), scheduled("Second", null)),
        at(3, new EventBody.TaskCompleted(0, null)));

    assertThat(json(history, false, false)).doesNotContain("TaskScheduled")
        .containsSubsequence("\"TaskFailed\"", "\"First\"", "\"TaskCompleted\"",
            "\"ScheduledTime\":\"2026-01-01T10:00:02Z\"", "\"Second\"");
  }

  @Test
  void timesHaveTicksWithoutTrailingZeros() {
    var history = List.of(HistoryEvent.of(
        START.plusNanos(123_456_700), new EventBody.ExecutionSuspended("because")));

    assertThat(json(history, true, true)).isEqualTo("[{\"EventType\":\"ExecutionSuspended\","
        + "\"Timestamp\":\"2026-01-01T10:00:00.1234567Z\",\"Reason\":\"because\"}]");
  }

  @Test
  void subOrchestrationsHaveTheNamesOfDurableFunctions() {
    List<HistoryEvent> history = List.of(
        new HistoryEvent(0, START, new EventBody.SubOrchestrationCreated(
            "child", new FunctionRef("Child", null), null, null, Map.of())),
        at(1, new EventBody.TimerFired(3, START)));

    assertThat(json(history, false, false)).isEqualTo("""
        [{"EventType":"SubOrchestrationInstanceCreated","Timestamp":"2026-01-01T10:00:00Z",\
        "InstanceId":"child","Name":"Child"},\
        {"EventType":"TimerFired","Timestamp":"2026-01-01T10:00:01Z",\
        "FireAt":"2026-01-01T10:00:00Z"}]""");
  }

  private static EventBody started(String input) {
    return new EventBody.ExecutionStarted(new ExecutionKey("i", "e"),
        new FunctionRef("Greet", null), input, null, null, null, Map.of());
  }

  private static EventBody scheduled(
      String name, @Nullable String input) {
    return new EventBody.TaskScheduled(new FunctionRef(name, null), input, null, Map.of());
  }

  private static HistoryEvent at(int second, EventBody body) {
    return HistoryEvent.of(START.plusSeconds(second), body);
  }

  private static String json(List<HistoryEvent> history, boolean inputs, boolean outputs) {
    var writer = new HistoryJson(new HistoryEventJson.Shown(inputs, outputs, false));
    history.forEach(writer::foresee);
    return new String(Json.bytes(json -> {
      json.writeStartArray();
      for (HistoryEvent event : history) {
        writer.write(json, event);
      }
      json.writeEndArray();
    }), StandardCharsets.UTF_8);
  }
}
