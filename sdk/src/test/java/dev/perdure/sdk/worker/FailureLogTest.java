package dev.perdure.sdk.worker;

import static dev.perdure.sdk.replay.TestInstance.failure;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.sdk.DataConverter;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.OrchestratorFunction;
import dev.perdure.sdk.TaskFailedException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// What user code has thrown stands in the log: once, with its trace, and without payloads.
final class FailureLogTest {
  private static final String PAYLOAD = "canary-4711";
  private static final String INPUT = '"' + PAYLOAD + '"';

  private final HandFedSource source = new HandFedSource();
  private final Logger logger = (Logger) LoggerFactory.getLogger(FailureLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void noPayloadIsWritten() {
    logger.detachAppender(lines);
    assertThat(lines.list).noneMatch(it -> text(it).contains(PAYLOAD));
  }

  @Test
  void anActivityThatThrowsIsWrittenWithItsTrace() {
    try (DurableTaskWorker worker = worker(new FunctionRegistry()
        .activity("Length", String.class, it -> {
          throw new NullPointerException("no text");
        })
        .activity("Number", Integer.class, it -> it))) {
      source.activity("Length", INPUT);
      assertThat(worker).isNotNull();
    }

    ILoggingEvent line = onlyLine();
    assertThat(line.getLevel()).isEqualTo(Level.WARN);
    assertThat(line.getFormattedMessage()).isEqualTo("An activity failed");
    assertThat(String.valueOf(line.getKeyValuePairs()))
        .contains("function=\"Length\"", "instance=\"i\"", "task=\"7\"", "attempt=\"2\"");
    assertThat(line.getThrowableProxy().getClassName()).isEqualTo("java.lang.NullPointerException");
    assertThat(line.getThrowableProxy().getStackTraceElementProxyArray()[0].toString())
        .contains("FailureLogTest");
  }

  @Test
  void wordsThatMayHoldAValueAreLeftOut() {
    try (DurableTaskWorker worker = worker(new FunctionRegistry()
        .activity("Number", Integer.class, it -> it))) {
      source.activity("Number", INPUT);
      assertThat(worker).isNotNull();
    }

    assertThat(text(onlyLine())).contains("DataConverterException", "Number");
  }

  @Test
  void nobodyElseRepeatsThem() {
    OrchestratorFunction<Integer> function = ctx -> ctx.callActivity("Number", Integer.class)
        .await();
    try (
        DurableTaskWorker worker = worker(new FunctionRegistry().orchestration("Flow", function))) {
      source.start("a", null);
      source.turn("a", new EventBody.TaskFailed(0, FailureDetails.of(
          DataConverter.DataConverterException.class.getName(), "not a number: " + INPUT)));
      assertThat(worker).isNotNull();
    }

    assertThat(text(onlyLine())).contains("An orchestrator failed", "TaskFailedException");
  }

  @Test
  void anOrchestratorThatThrowsIsWrittenOnceAndNotDuringReplay() {
    OrchestratorFunction<String> function = ctx -> {
      try {
        throw new IllegalArgumentException("handled");
      } catch (IllegalArgumentException e) {
        ctx.createTimer(Duration.ofSeconds(1)).await();
      }
      throw new IllegalStateException("not handled");
    };
    try (
        DurableTaskWorker worker = worker(new FunctionRegistry().orchestration("Flow", function))) {
      source.start("a", INPUT);
      assertThat(lines.list).isEmpty();
      assertThat(failure(source.turn("a", new EventBody.TimerFired(0, Instant.EPOCH))).message())
          .isEqualTo("not handled");
      assertThat(worker).isNotNull();
    }

    ILoggingEvent line = onlyLine();
    assertThat(line.getFormattedMessage()).isEqualTo("An orchestrator failed");
    assertThat(String.valueOf(line.getKeyValuePairs()))
        .contains("function=\"Flow\"", "instance=\"a\"");
    assertThat(text(line)).contains("IllegalStateException", "not handled");
  }

  @Test
  void aFailureThatAnOrchestratorHandlesIsNotItsOwn() {
    OrchestratorFunction<String> function = ctx -> {
      try {
        return ctx.callActivity("Fails", String.class).await();
      } catch (TaskFailedException e) {
        return "handled";
      }
    };
    try (
        DurableTaskWorker worker = worker(new FunctionRegistry().orchestration("Flow", function))) {
      source.start("a", null);
      source.turn("a", new EventBody.TaskFailed(0,
          FailureDetails.of("java.io.IOException", "lost")));
      assertThat(worker).isNotNull();
    }

    assertThat(lines.list).isEmpty();
  }

  @Test
  void anOrchestratorThatDepartsFromItsHistoryIsWrittenWithTheReport() {
    AtomicInteger runs = new AtomicInteger();
    OrchestratorFunction<String> function = ctx -> ctx
        .callActivity("Step" + (runs.getAndIncrement() == 0 ? "One" : "Two"), PAYLOAD, String.class)
        .await();
    try (
        DurableTaskWorker worker = worker(new FunctionRegistry().orchestration("Flow", function))) {
      source.start("a", null);
      source.turn("a", new EventBody.TaskCompleted(0, INPUT));
      assertThat(worker).isNotNull();
    }

    assertThat(text(onlyLine())).contains("An orchestrator failed",
        "NonDeterministicOrchestratorException", "'StepOne'", "'StepTwo'", "'Flow'", "'a'");
  }

  @Test
  void operationsThatThrowAreWrittenForSignalsAndCalls() {
    try (DurableTaskWorker worker = worker(new FunctionRegistry().entity("cart", operation -> {
      throw new IllegalStateException("Went wrong");
    }))) {
      source.operations("@cart@a", null,
          new EventBody.EntityOperationSignaled("1", "add", null, INPUT, null),
          new EventBody.EntityOperationCalled("2", "take", null, INPUT, null, null));
      assertThat(worker).isNotNull();
    }

    assertThat(lines.list).extracting(ILoggingEvent::getFormattedMessage)
        .containsOnly("An operation of an entity failed").hasSize(2);
    assertThat(lines.list).extracting(it -> String.valueOf(it.getKeyValuePairs()))
        .satisfiesExactly(
            it -> assertThat(it).contains("entity=\"@cart@a\"", "operation=\"add\""),
            it -> assertThat(it).contains("entity=\"@cart@a\"", "operation=\"take\""));
    assertThat(text(lines.list.getLast())).contains("Went wrong", "FailureLogTest");
  }

  @Test
  void aFloodIsCounted() {
    AtomicLong now = new AtomicLong();
    FailureLog failures = new FailureLog(now::get);
    EntityId cart = new EntityId("cart", "a");
    IllegalStateException thrown = new IllegalStateException("Went wrong");
    for (int i = 0; i < 20; i++) {
      failures.operationFailed(cart, "add", thrown);
    }
    failures.operationFailed(new EntityId("other", "a"), "add", thrown);
    assertThat(traces()).isEqualTo(FailureLog.TRACES_PER_SECOND + 1);
    assertThat(lines.list).anyMatch(it -> it.getFormattedMessage()
        .equals("Of entity 'cart' no more than 5 failures are logged in a second; "
            + "others are counted"));

    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    failures.operationFailed(cart, "add", thrown);
    assertThat(traces()).isEqualTo(FailureLog.TRACES_PER_SECOND + 2);
    assertThat(lines.list).anyMatch(it -> it.getFormattedMessage()
        .equals("15 more failures of entity 'cart' were not logged"));
  }

  private long traces() {
    return lines.list.stream().filter(it -> it.getThrowableProxy() != null).count();
  }

  private ILoggingEvent onlyLine() {
    assertThat(lines.list).hasSize(1);
    return lines.list.getFirst();
  }

  /// All that an appender could write of a line.
  private static String text(ILoggingEvent line) {
    return line.getFormattedMessage() + line.getKeyValuePairs() + (line.getThrowableProxy() == null
        ? ""
        : ThrowableProxyUtil.asString(line.getThrowableProxy()));
  }

  private DurableTaskWorker worker(FunctionRegistry registry) {
    return new DurableTaskWorker(source, registry, WorkerOptions.defaults()
        .withEviction(Eviction.UNWIND)
        .withSessionCacheSize(0)).start();
  }
}
