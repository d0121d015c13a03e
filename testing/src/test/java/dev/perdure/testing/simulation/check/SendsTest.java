package dev.perdure.testing.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SendsTest {
  private static final String ENTITY = "@account@a";
  private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

  private final Findings findings = new Findings();
  private final Sends sends = new Sends(findings, unused -> {});

  private void send(String identity, int index, @Nullable Instant due) {
    sends.mustCome(new Sends.Send(identity, "sender", ENTITY, index, due));
  }

  private void performed(String identity) {
    sends.performed(ENTITY, identity, NOON);
  }

  private void found(Oracle oracle) {
    assertThat(findings.all()).extracting(Finding::oracle).containsExactly(oracle);
  }

  @Test
  void eachOnceAndInOrderIsRight() {
    send("a", 1, null);
    send("b", 2, null);
    send("c", 3, NOON);
    performed("a");
    performed("b");
    assertThat(sends.outstanding()).containsExactly("c");
    performed("c");

    assertThat(sends.outstanding()).isEmpty();
    assertThat(findings.any()).isFalse();
  }

  @Test
  void twiceIsFound() {
    send("a", 1, NOON);
    performed("a");
    performed("a");

    found(Oracle.EFFECT);
  }

  @Test
  void whatNobodySentIsFound() {
    performed("a");

    found(Oracle.EFFECT);
  }

  @Test
  void overtakingIsFound() {
    send("a", 1, null);
    send("b", 2, null);
    performed("b");
    performed("a");

    found(Oracle.ORDER);
  }

  @Test
  void ofSeveralTimesTheDurableOneCounts() {
    sends.mayCome(new Sends.Send("a", "sender", ENTITY, 1, NOON.plusSeconds(1)));
    sends.mayCome(new Sends.Send("a", "sender", ENTITY, 1, NOON));
    sends.mayCome(new Sends.Send("b", "sender", ENTITY, 2, NOON.minusSeconds(1)));
    send("b", 2, NOON);
    sends.mayCome(new Sends.Send("b", "sender", ENTITY, 2, NOON.plusSeconds(1)));
    performed("a");
    performed("b");

    assertThat(findings.any()).isFalse();
  }

  @Test
  void whatComesTooEarlyIsFound() {
    send("a", 1, NOON.plusMillis(1));
    performed("a");

    found(Oracle.TIMER);
  }
}
