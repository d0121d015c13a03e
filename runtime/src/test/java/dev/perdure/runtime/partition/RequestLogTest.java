package dev.perdure.runtime.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.TraceContext;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.ReusePolicy;
import dev.perdure.runtime.rows.BatchDraft;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.OutcomeRow;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.Reads;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Which requests are repeats, and which only have the name of another.
final class RequestLogTest {
  private static final Outcome DONE = new Outcome.Accepted(new ExecutionKey("i", "e"));

  @Test
  void aRepeatIsToldFromAnotherRequest() {
    RequestLog log = new RequestLog(new OneRow(Keys.request("i", "r"), null));
    RequestName first = name(start("e-1", "Charge", "1", null));
    log.remember(
        "i", first, new OutcomeRow(DONE, Instant.EPOCH, first.digest()), new BatchDraft(), 1);

    assertThat(log.answer("i", name(start("e-2", "Charge", "1", null)))).isEqualTo(DONE);
    assertThat(log.answer("i", name(start("e-1", "Refund", "1", null))))
        .isInstanceOf(Outcome.Reused.class);
    assertThat(log.answer("i", name(start("e-1", "Charge", "2", null))))
        .isInstanceOf(Outcome.Reused.class);
    assertThat(log.answer("i", name(start("e-1", "Charge", null, null))))
        .isInstanceOf(Outcome.Reused.class);
    assertThat(log.answer("other", first)).isNull();
  }

  @Test
  void theTraceOfARepeatMayDiffer() {
    TraceContext trace = new TraceContext("00-1", null);

    assertThat(name(start("e", "Charge", "1", trace)))
        .isEqualTo(name(start("e", "Charge", "1", null)));
  }

  @Test
  void anAnswerThatWasStoredWithoutADigestIsGivenToAll() {
    byte[] row = new OutcomeRow(DONE, Instant.EPOCH, "").encode();
    RequestLog log = new RequestLog(new OneRow(Keys.request("i", "r"), row));

    assertThat(log.answer("i", name(start("e", "Charge", "1", null)))).isEqualTo(DONE);
  }

  /// Digests are stored: a change here makes repeats of before an upgrade other requests after it.
  @Test
  void digestsStayAsTheyWere() {
    var start = new Message.StartOrchestration(
        new ExecutionKey("i", "e"), new FunctionRef("Charge", "2"), "{}",
        Instant.parse("2026-03-04T05:06:07Z"), Map.of("b", "1", "a", "2"), null, null,
        ReusePolicy.REPLACE_ENDED);

    assertThat(name(start).digest()).isEqualTo("aba5b2c8cb26cc33a8604a8cf63cb472");
  }

  private static RequestName name(Message.StartOrchestration start) {
    return Objects.requireNonNull(RequestName.of("r", start));
  }

  private static Message.StartOrchestration start(
      String execution, String function, @Nullable String input, @Nullable TraceContext trace) {
    return new Message.StartOrchestration(
        new ExecutionKey("i", execution), new FunctionRef(function, null), input, null, Map.of(),
        trace, null, ReusePolicy.REPLACE_ENDED);
  }

  private static final class OneRow implements Reads {
    private final byte[] key;
    private final byte @Nullable [] row;

    OneRow(byte[] key, byte @Nullable [] row) {
      this.key = key;
      this.row = row;
    }

    @Override
    public byte @Nullable [] get(byte[] wanted) {
      return Arrays.equals(key, wanted) ? row : null;
    }

    @Override
    public Cursor scan(byte[] from, byte[] to) {
      throw new UnsupportedOperationException("Expected no scan");
    }
  }
}
