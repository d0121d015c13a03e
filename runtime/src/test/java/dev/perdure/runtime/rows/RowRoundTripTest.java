package dev.perdure.runtime.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.state.Orchestration;
import dev.perdure.engine.state.Origin;
import dev.perdure.engine.state.Payload;
import dev.perdure.engine.state.Progress;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.InstanceTimes;
import dev.perdure.model.OrchestrationSpan;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.ParentInstance;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.TraceContext;
import dev.perdure.model.codec.CodecException;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.ReusePolicy;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RowRoundTripTest {

  @Test
  void randomRowsAreReadAsTheyWereWritten() {
    for (int seed = 0; seed < 3_000; seed++) {
      Rows random = new Rows(new Random(seed));
      Orchestration row = random.orchestration();
      OpenTask task = random.task();
      Message.Sendable message = random.message();
      OutcomeRow outcome = new OutcomeRow(random.outcome(), random.instant(), random.text());
      long counter = random.number();

      assertThat(OrchestrationRow.decode(
          row.execution().instanceId(), OrchestrationRow.encode(row))).isEqualTo(row);
      assertThat(OpenTaskRow.decode(task.sequence(), OpenTaskRow.encode(task))).isEqualTo(task);
      assertThat(MessageRow.decode(MessageRow.encode(message))).isEqualTo(message);
      assertThat(OutcomeRow.decode(outcome.encode())).isEqualTo(outcome);
      assertThat(CounterRow.decode(CounterRow.encode(counter))).isEqualTo(counter);
    }
  }

  @Test
  void rowsOfAnotherVersionAreRefused() {
    for (byte[] row : List.of(
        OrchestrationRow.encode(new Rows(new Random(1)).orchestration()),
        CounterRow.encode(7))) {
      row[0] = 2;

      assertThatThrownBy(() -> OrchestrationRow.decode("id", row))
          .isInstanceOf(CodecException.class).hasMessageContaining("version 2");
    }
  }

  @Test
  void damagedRowsAreRefusedOrReadAsSomethingElse() {
    Random random = new Random(1);
    for (Map.Entry<String, byte[]> sample : SampleRows.encoded().entrySet()) {
      for (int i = 0; i < 200; i++) {
        byte[] row = Arrays.copyOf(
            sample.getValue(), 1 + random.nextInt(sample.getValue().length));
        row[random.nextInt(row.length)] ^= (byte) (1 << random.nextInt(8));
        for (Supplier<Object> decoding : List.<Supplier<Object>>of(
            () -> OrchestrationRow.decode("id", row), () -> OpenTaskRow.decode(1, row),
            () -> MessageRow.decode(row), () -> OutcomeRow.decode(row),
            () -> CounterRow.decode(row), () -> MailRow.decodeAll(row),
            () -> EntityRow.decode("@a@", row), () -> CallAnswerRow.decode(row))) {
          try {
            assertThat(decoding.get()).isNotNull();
          } catch (CodecException | IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("Expected");
          }
        }
      }
    }
  }

  /// Rows at random.
  private record Rows(Random random) {

    Orchestration orchestration() {
      return new Orchestration(
          execution(), function(), status(),
          new InstanceTimes(instant(), instant(), maybe(this::instant), maybe(this::instant)),
          new Origin(maybe(this::parent), tags(), maybe(this::trace)),
          new Progress(
              random.nextInt(1 << 20), random.nextInt(), number(), number(), number(), instant(),
              random.nextInt(9), maybe(this::span)),
          maybe(this::text), Stream.generate(random::nextInt).limit(random.nextInt(4)).toList());
    }

    OpenTask task() {
      return switch (random.nextInt(3)) {
        case 0 ->
          new OpenTask.OpenActivity(
              number(), random.nextInt(), text(), function(), Payload.of(maybe(this::text)), tags(),
              maybe(this::trace), 1 + random.nextInt(6));
        case 1 -> new OpenTask.OpenChild(number(), random.nextInt(), execution());
        default -> new OpenTask.OpenTimer(number(), random.nextInt(), instant());
      };
    }

    Message.Sendable message() {
      return switch (random.nextInt(5)) {
        case 0 -> start();
        case 1 -> new Message.RaiseEvent(text(), text(), maybe(this::text));
        case 2 ->
          new Message.TerminateOrchestration(
              text(), maybe(this::text), maybe(this::text), random.nextBoolean());
        case 3 ->
          new Message.RewindOrchestration(
              text(), text(), maybe(this::text), maybe(this::text), maybe(this::start));
        default ->
          new Message.CompleteChild(
              text(), text(), number(), text(),
              random.nextBoolean()
                  ? new TaskOutcome.Succeeded(maybe(this::text))
                  : new TaskOutcome.Failed(FailureDetails.of(text(), text())));
      };
    }

    Outcome outcome() {
      return switch (random.nextInt(9)) {
        case 0 -> new Outcome.Accepted(execution());
        case 1 -> new Outcome.NoEffect(status(), text());
        case 2 -> new Outcome.Exists(text(), status());
        case 3 -> new Outcome.NotFound(text());
        case 4 -> new Outcome.Refused(status(), text());
        case 5 -> new Outcome.Invalid(text());
        case 6 -> new Outcome.TooLarge(text());
        case 7 -> new Outcome.Reused(text());
        default -> new Outcome.Unavailable(text());
      };
    }

    Instant instant() {
      long seconds = (random.nextLong() >> random.nextInt(64)) % Instant.MAX.getEpochSecond();
      return Instant.ofEpochSecond(seconds, random.nextInt(1_000_000_000));
    }

    long number() {
      return random.nextLong() >> random.nextInt(64);
    }

    private Message.StartOrchestration start() {
      return new Message.StartOrchestration(
          execution(), function(), maybe(this::text), maybe(this::instant), tags(),
          maybe(this::trace), maybe(this::parent), new ReusePolicy(statuses(), statuses()));
    }

    private Set<OrchestrationStatus> statuses() {
      Set<OrchestrationStatus> some = EnumSet.allOf(OrchestrationStatus.class);
      some.removeIf(unused -> random.nextBoolean());
      return some;
    }

    private OrchestrationStatus status() {
      return OrchestrationStatus.ofNumber(random.nextInt(8));
    }

    private ExecutionKey execution() {
      return new ExecutionKey(text(), text());
    }

    private FunctionRef function() {
      return new FunctionRef(text(), maybe(this::text));
    }

    private ParentInstance parent() {
      return new ParentInstance(execution(), function(), random.nextInt(), number());
    }

    private OrchestrationSpan span() {
      return new OrchestrationSpan("s" + random.nextInt(), maybe(this::instant));
    }

    private TraceContext trace() {
      return new TraceContext(text(), maybe(this::text));
    }

    private Map<String, String> tags() {
      Map<String, String> tags = new HashMap<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        tags.put(text(), text());
      }
      return tags;
    }

    private String text() {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(1 << random.nextInt(8)); i > 0; i--) {
        int c = random.nextInt(random.nextBoolean() ? 0x80 : 0x110000);
        text.appendCodePoint(c >= 0xD800 && c < 0xE000 ? 'x' : c);
      }
      return text.toString();
    }

    private <T> @Nullable T maybe(Supplier<T> supplier) {
      return random.nextBoolean() ? supplier.get() : null;
    }
  }
}
