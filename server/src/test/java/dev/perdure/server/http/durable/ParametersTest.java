package dev.perdure.server.http.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.OrchestrationStatus;
import dev.perdure.server.http.exchange.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ParametersTest {

  @ParameterizedTest
  @CsvSource({
      "2026-01-01T10:00:00Z, 2026-01-01T10:00:00Z",
      "2026-01-01T10:00:00.5Z, 2026-01-01T10:00:00.500Z",
      "2026-01-01T10:00:00%2B02:00, 2026-01-01T08:00:00Z",
      "2026-01-01T10:00:00+02:00, 2026-01-01T08:00:00Z",
      "2026-01-01T10:00:00, 2026-01-01T10:00:00Z",
      "2026-01-01+10:00:00, 2026-01-01T10:00:00Z",
      "2026-01-01T10:00, 2026-01-01T10:00:00Z",
      "2026-01-01, 2026-01-01T00:00:00Z",
      "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z"})
  void datesAreReadInTheFormsThatClientsSend(String sent, Instant meant) {
    assertThat(Parameters.date(Query.parse("createdTimeFrom=" + sent), "createdTimeFrom"))
        .isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "2026-13-01", "10:00"})
  void anotherDateIsNone(String sent) {
    assertThat(Parameters.date(Query.parse("createdTimeFrom=" + sent), "createdTimeFrom")).isNull();
  }

  @Test
  void namesOfParametersAreComparedWithoutCase() {
    assertThat(Parameters.flag(Query.parse("SHOWINPUT=False"), "showInput", true)).isFalse();
    assertThat(Parameters.flag(Query.parse("showInput=yes"), "showInput", true)).isTrue();
    assertThat(Parameters.number(Query.parse("TOP=7"), "top", 100)).isEqualTo(7);
    assertThat(Parameters.number(Query.parse("top=many"), "top", 100)).isEqualTo(100);
  }

  @Test
  void statusesAreReadByExactNameOrByNumber() {
    List<String> unknown = new ArrayList<>();

    var statuses = Parameters.statuses(
        Query.parse("runtimeStatus=Completed,Failed&runtimeStatus=5&runtimeStatus=running"),
        unknown::add);

    assertThat(statuses).containsExactlyInAnyOrder(
        OrchestrationStatus.COMPLETED, OrchestrationStatus.FAILED, OrchestrationStatus.TERMINATED);
    assertThat(unknown).containsExactly("running");
  }

  @Test
  void aWaitIsBoundedAndNeedsATimeout() {
    assertThat(Waits.asked(Query.parse(""))).isZero();
    assertThat(Waits.asked(Query.parse("pollingInterval=1"))).isZero();
    assertThat(Waits.asked(Query.parse("timeout=1.5&pollingInterval=1")))
        .isEqualTo(Duration.ofMillis(1500));
    assertThat(Waits.asked(Query.parse("timeout=1e300"))).isEqualTo(Duration.ofMinutes(10));
    assertThat(Waits.asked(Query.parse("timeout=-1"))).isZero();
    assertThat(Waits.asked(Query.parse("timeout=soon"))).isZero();
  }
}
