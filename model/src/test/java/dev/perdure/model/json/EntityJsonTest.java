package dev.perdure.model.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.perdure.model.EventBody;
import dev.perdure.model.EventBody.EventRaised;
import dev.perdure.model.EventBody.EventSent;
import dev.perdure.model.FailureDetails;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EntityJsonTest {
  private static final String COUNTER = "@counter@a";
  private static final String ID = "6a3ee7f5-7a9f-5f5c-8a54-0a4ce0a4f6f7";

  private static EventBody meant(String name, String body) {
    return EntityJson.meant(new EventSent(COUNTER, name, body));
  }

  /// The very text of DurableTask.Core, with all that it writes and nobody reads.
  @Test
  void aCallIsRead() {
    String body = "{\"op\":\"add\",\"input\":\"{\\\"by\\\":5}\",\"id\":\"" + ID + "\","
        + "\"parent\":\"order-1\",\"parentExecution\":\"0123\","
        + "\"Timestamp\":\"2026-01-02T03:04:05.1234567Z\",\"Predecessor\":\"0001-01-01T00:00:00\","
        + "\"IsLockRequest\":false,\"parentTraceContext\":{\"TraceParent\":\"00-1-2-01\","
        + "\"ActivityStartTime\":null},\"createTrace\":true,"
        + "\"requestTime\":\"2026-01-02T03:04:05.1234567+00:00\",\"ClientSpanId\":null,"
        + "\"DispatchCount\":0}";

    assertThat(meant("op", body)).isEqualTo(
        new EventBody.EntityOperationCalled(ID, "add", null, "{\"by\":5}", null, COUNTER));
  }

  @Test
  void aSignalIsRead() {
    assertThat(meant("op", "{ \"op\" : \"reset\", \"signal\" : true, \"id\" : \"" + ID + "\" }"))
        .isEqualTo(
            new EventBody.EntityOperationSignaled(ID, "reset", null, null, COUNTER));
  }

  @ParameterizedTest
  @CsvSource({
      "op@2026-01-02T03:04:05.1234567Z, , 2026-01-02T03:04:05.123456700Z",
      "op@2026-01-02T03:04:05.0000000+02:00, , 2026-01-02T01:04:05Z",
      "op@2026-01-02T03:04:05.0000000, , 2026-01-02T03:04:05Z",
      "op@2026-01-05T00:00:00.0000000Z, 2026-02-01T00:00:00Z, 2026-02-01T00:00:00Z",
      "op, 2026-02-01T00:00:00.5Z, 2026-02-01T00:00:00.5Z"})
  void aSignalForLaterIsDueWhenItsTextSays(String name, @Nullable String due, Instant expected) {
    String body = "{\"op\":\"reset\",\"signal\":true,\"id\":\"" + ID + "\""
        + (due == null ? "" : ",\"due\":\"" + due + "\"") + "}";

    assertThat(meant(name, body)).isEqualTo(
        new EventBody.EntityOperationSignaled(ID, "reset", expected, null, COUNTER));
  }

  @Test
  void aLockRequestIsRead() {
    String body = "{\"op\":null,\"id\":\"" + ID + "\",\"parent\":\"order-1\",\"lockset\":"
        + "[{\"name\":\"account\",\"key\":\"a\"},{\"name\":\"account\",\"key\":\"b @/\"}],"
        + "\"pos\":0,\"IsLockRequest\":true}";

    assertThat(meant("op", body)).isEqualTo(
        new EventBody.EntityLockRequested(
            ID, List.of("@account@a", "@account@b @/"), 0, null));
  }

  @Test
  void namesOfEntitiesAreKeptInLowerCase() {
    String call = "{\"op\":\"x\",\"id\":\"1\"}";
    String lock = "{\"id\":\"1\",\"lockset\":[{\"name\":\"Account\",\"key\":\"A\"}]}";

    assertThat(EntityJson.meant(new EventSent("@Counter@A@B", "op", call))).isEqualTo(
        new EventBody.EntityOperationCalled("1", "x", null, null, null, "@counter@A@B"));
    assertThat(EntityJson.meant(new EventSent("@nobody", "op", call))).isEqualTo(
        new EventBody.EntityOperationCalled("1", "x", null, null, null, "@nobody"));
    assertThat(meant("op", lock)).isEqualTo(
        new EventBody.EntityLockRequested("1", List.of("@account@A"), 0, null));
  }

  @Test
  void aReleaseIsRead() {
    assertThat(meant("release", "{\"parent\":\"order-1\",\"id\":\"" + ID + "\"}"))
        .isEqualTo(new EventBody.EntityUnlockSent(ID, null, COUNTER));
  }

  @Test
  void escapesAreRead() {
    String body = "{\"id\":\"1\",\"op\":\"\\u00e4\\\\\\/\\b\\f\\n\\r\\t\\ud83d\\ude00\","
        + "\"numbers\":[-1.5e3,0,[],{}],\"op2\":false}";

    assertThat(meant("op", body)).isEqualTo(
        new EventBody.EntityOperationCalled(
            "1", "ä\\/\b\f\n\r\t😀", null, null, null, COUNTER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "\"x\"", "{", "{}", "{\"id\":\"1\"}",
      "{\"id\":7,\"op\":\"x\"}", "{\"id\":\"\",\"op\":\"x\"}", "{\"id\":\"1\",\"op\":7}",
      "{\"id\":\"1\",\"op\":\"x\"", "{\"id\":\"1\",\"op\":\"x\"} x", "{\"id\":\"1\",\"op\":\"x}",
      "{\"id\":\"1\",\"op\":\"\n\"}", "{\"id\":\"1\",\"op\":\"\\x\"}",
      "{\"id\":\"1\",\"op\":\"\\u12\"}", "{\"id\":\"1\" \"op\":\"x\"}", "{\"id\"}",
      "{\"id\":\"1\",\"op\":\"x\",}", "{\"id\":\"1\",\"op\":\"x\",\"due\":\"soon\"}",
      "{\"id\":\"1\",\"op\":\"x\",\"due\":7}", "{\"id\":\"1\",\"op\":\"x\",\"input\":{}}",
      "{\"id\":\"1\",\"lockset\":[]}", "{\"id\":\"1\",\"lockset\":{}}",
      "{\"id\":\"1\",\"lockset\":[\"@a@b\"]}", "{\"id\":\"1\",\"lockset\":[{\"name\":\"a\"}]}",
      "{\"id\":\"1\",\"op\":nil}", "{\"id\":\"1\",\"op\":trueish}", "{\"id\":\"1\",\"x\":}"})
  void whatCannotBeReadMeansItselfAndIsAProblem(String body) {
    EventSent sent = new EventSent(COUNTER, "op", body);

    assertThat(EntityJson.meant(sent)).isSameAs(sent);
    assertThat(EntityJson.problem(sent)).startsWith(
        "Expected the event 'op' to an entity to carry a message for it, but it cannot be read: "
            + "Expected ");
  }

  @Test
  void aBodyThatIsMissingOrTooDeepIsAProblem() {
    assertThat(EntityJson.problem(new EventSent(COUNTER, "release", null)))
        .endsWith("Expected a JSON object");
    assertThat(EntityJson.problem(new EventSent(COUNTER, "op", "{\"x\":" + "[".repeat(1_000_000))))
        .contains("Expected at most 64 levels at character");
    assertThat(EntityJson.problem(new EventSent(COUNTER, "op@noon", "{\"id\":\"1\",\"op\":\"x\"}")))
        .endsWith("Expected a time such as 2026-01-31T12:00:00Z");
  }

  @ParameterizedTest
  @CsvSource({"order-1, op", "@counter@a, option", "@counter@a, Approved", "order-1, release"})
  void otherEventsMeanThemselves(String target, String name) {
    EventSent sent = new EventSent(target, name, "{");

    assertThat(EntityJson.meant(sent)).isSameAs(sent);
    assertThat(EntityJson.problem(sent)).isNull();
  }

  @Test
  void resultsAreWrittenAndReadAgain() {
    EventBody.EntityOperationCompleted result = new EventBody.EntityOperationCompleted(
        ID, "{\"say\":\"ä \\\\ \n\u0001\"}");

    EventRaised answer = EntityJson.answer(result);

    assertThat(answer).isEqualTo(
        new EventRaised(
            ID, "{\"result\":\"{\\\"say\\\":\\\"ä \\\\\\\\ \\n\\u0001\\\"}\"}", true));
    assertThat(EntityJson.meant(answer)).isEqualTo(result);
    assertThat(EntityJson.answer(new EventBody.EntityOperationCompleted(ID, null)))
        .isEqualTo(new EventRaised(ID, "{\"result\":null}", true));
  }

  @Test
  void failuresAreWrittenWithAllTheirDetails() {
    Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    properties.put("code", 402.0);
    properties.put("rate", 0.5);
    properties.put("huge", Double.POSITIVE_INFINITY);
    properties.put("list", Arrays.asList(null, true, Map.of("k", "v"), List.of()));
    FailureDetails failure = new FailureDetails(
        "System.InvalidOperationException", "No \"money\"", "at A\n\tat B",
        FailureDetails.nonRetriable("Inner", "why"), false, properties);

    EventRaised answer = EntityJson.answer(new EventBody.EntityOperationFailed(ID, failure));

    assertThat(answer.input()).isEqualTo(
        "{\"result\":\"No \\\"money\\\"\",\"exceptionType\":\"System.InvalidOperationException\","
            + "\"failureDetails\":{\"ErrorType\":\"System.InvalidOperationException\","
            + "\"ErrorMessage\":\"No \\\"money\\\"\",\"StackTrace\":\"at A\\n\\tat B\","
            + "\"InnerFailure\":{\"ErrorType\":\"Inner\",\"ErrorMessage\":\"why\","
            + "\"StackTrace\":null,\"InnerFailure\":null,\"IsNonRetriable\":true},"
            + "\"IsNonRetriable\":false,\"Properties\":{\"code\":402,\"rate\":0.5,"
            + "\"huge\":\"Infinity\",\"list\":[null,true,{\"k\":\"v\"},[]]}}}");
    assertThat(EntityJson.meant(answer)).isInstanceOf(EventBody.EntityOperationFailed.class);
  }

  @Test
  void grantsAreWrittenAndReadAgain() {
    EventBody.EntityLockGranted granted = new EventBody.EntityLockGranted(ID);

    EventRaised answer = EntityJson.answer(granted);

    assertThat(answer)
        .isEqualTo(new EventRaised(ID, "{\"result\":\"Lock Acquisition Completed\"}", true));
    assertThat(EntityJson.meant(answer)).isEqualTo(granted);
  }

  @Test
  void nothingElseIsAnAnswer() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EntityJson.answer(new EventBody.OrchestratorStarted()));
  }

  @Test
  void whatAnybodyRaisedMeansItself() {
    EventRaised raised = new EventRaised(ID, "{\"result\":\"1\"}");
    EventRaised garbled = new EventRaised(ID, "{", true);

    assertThat(EntityJson.meant(raised)).isSameAs(raised);
    assertThat(EntityJson.meant(garbled)).isSameAs(garbled);
  }
}
