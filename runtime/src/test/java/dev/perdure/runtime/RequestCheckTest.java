package dev.perdure.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.FunctionRef;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.ReusePolicy;
import dev.perdure.model.request.StartRequest;
import java.util.EnumSet;
import java.util.Map;
import org.assertj.core.api.Condition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RequestCheckTest {
  private final RequestCheck check = new RequestCheck(
      HubOptions.defaults().withMaxPayloadBytes(10));

  @Test
  void aGoodStartPasses() {
    assertThat(check.start(start("id", "F", null, Map.of("a", ""), "r"))).isNull();
    assertThat(check.start(start(null, "F", "", Map.of(), null))).isNull();
  }

  @Test
  void badNamesAndIdsAreInvalid() {
    assertThat(check.start(start("a/b", "F", null, Map.of(), null))).is(invalid("instance id"));
    assertThat(check.start(start("", "F", null, Map.of(), null))).is(invalid("instance id"));
    assertThat(check.start(start(null, "", null, Map.of(), null))).is(invalid("orchestrator"));
    assertThat(check.start(start(null, "F", "\n", Map.of(), null))).is(invalid("version"));
    assertThat(check.start(start(null, "F", null, Map.of("", ""), null))).is(invalid("tag"));
    assertThat(check.start(start(null, "F", null, Map.of(), ""))).is(invalid("request id"));
  }

  @Test
  void badEventsAreInvalid() {
    assertThat(check.event("id", "E", "1234567890", "r")).isNull();
    assertThat(check.event("@id", "E", null, null)).is(invalid("instance id"));
    assertThat(check.event("id", "", null, null)).is(invalid("event name"));
    assertThat(check.event("id", "E", null, "")).is(invalid("request id"));
    assertThat(check.event("id", "E", null, "x".repeat(101))).is(invalid("request id"));
    assertThat(check.event("id", "E", "12345678901", null))
        .isInstanceOf(Outcome.TooLarge.class);
  }

  @Test
  void badControlsAreInvalid() {
    assertThat(check.control("id", "why")).isNull();
    assertThat(check.control("a#b", null)).is(invalid("instance id"));
    assertThat(check.control("id", "12345678901")).isInstanceOf(Outcome.TooLarge.class);
  }

  @Test
  void aPolicyThatReplacesRunningInstancesReplacesTerminatedOnes() {
    ReusePolicy contradiction = ReusePolicy.replacing(EnumSet.of(OrchestrationStatus.RUNNING));
    ReusePolicy fine = ReusePolicy.replacing(
        EnumSet.of(OrchestrationStatus.RUNNING, OrchestrationStatus.TERMINATED));

    assertThat(check.start(reusing(contradiction))).is(invalid("Invalid reusable statuses"));
    assertThat(check.start(reusing(fine))).isNull();
  }

  private static Condition<Outcome> invalid(String text) {
    return new Condition<>(
        outcome -> outcome instanceof Outcome.Invalid invalid && invalid.message().contains(text),
        "invalid: %s", text);
  }

  private static StartRequest reusing(ReusePolicy reuse) {
    return new StartRequest(
        "id", new FunctionRef("F", null), null, null, Map.of(), reuse, null, null);
  }

  private static StartRequest start(
      @Nullable String id, String name, @Nullable String version, Map<String, String> tags,
      @Nullable String requestId) {
    return new StartRequest(
        id, new FunctionRef(name, version), null, null, tags, ReusePolicy.REPLACE_ENDED,
        requestId, null);
  }
}
