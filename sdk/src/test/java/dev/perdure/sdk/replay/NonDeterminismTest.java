package dev.perdure.sdk.replay;

import static dev.perdure.sdk.replay.TestInstance.brief;
import static dev.perdure.sdk.replay.TestInstance.done;
import static dev.perdure.sdk.replay.TestInstance.failed;
import static dev.perdure.sdk.replay.TestInstance.failure;
import static dev.perdure.sdk.replay.TestInstance.output;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import dev.perdure.samples.Changing;
import dev.perdure.sdk.NonDeterministicOrchestratorException;
import dev.perdure.sdk.OrchestratorFunction;
import dev.perdure.sdk.TaskOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NonDeterminismTest {

  @Test
  void anotherNameIsReportedWithItsLine() {
    assertThat(difference(Changing::renamed))
        .contains("expected: event #0 TaskScheduled 'Reserve'")
        .contains("but got:  action #0 callActivity 'Book'")
        .contains("at dev.perdure.samples.Changing.renamed(Changing.java:")
        .contains("hint:");
  }

  @Test
  void anotherKindIsReportedWithItsLine() {
    assertThat(difference(Changing::otherKind))
        .contains("event #0 TaskScheduled 'Reserve'", "action #0 createTimer", "Changing.java:");
  }

  @Test
  void aCallTooMuchIsReportedWithItsLine() {
    assertThat(difference(Changing::addedAtTheEnd))
        .contains("nothing numbered #1", "action #1 callActivity 'Audit'", "addedAtTheEnd");
  }

  @Test
  void aCallTooFewIsReportedAtTheEndOfTheCode() {
    assertThat(difference(Changing::removed))
        .contains("event #1 TaskScheduled 'Ship'", "nothing of this number");
  }

  @Test
  void aCallTooFewIsReportedWhereTheCodeWaits() {
    assertThat(difference(Changing::waitsInstead))
        .contains("event #1 TaskScheduled 'Ship'", "nothing of this number", "waitsInstead");
  }

  @Test
  void catchingEverythingDoesNotHideIt() {
    assertThat(difference(Changing::swallows)).contains("callActivity 'Book'");
  }

  @Test
  void anotherVersionIsReported() {
    TestInstance instance = new TestInstance(ctx -> ctx.callActivity("A").await());
    instance.start(null);
    instance.changeCode(
        ctx -> ctx.callActivity("A", null, new TaskOptions().setVersion("2")).await());

    assertThat(failure(instance.turn(done(0, "1"))).message())
        .contains("TaskScheduled 'A'", "callActivity 'A' version 2");
  }

  @Test
  void anotherChildIdIsReported() {
    TestInstance instance = new TestInstance(
        ctx -> ctx.callSubOrchestrator("C", null, "c1", String.class).await());
    instance.start(null);
    instance.changeCode(ctx -> ctx.callSubOrchestrator("C", null, "c2", String.class).await());

    assertThat(failure(instance.turn()).message()).contains("'c1'", "'c2'");
  }

  @Test
  void anotherReceiverOfAnEventIsReported() {
    TestInstance instance = new TestInstance(ctx -> {
      ctx.sendEvent("a", "E");
      return ctx.callActivity("A").await();
    });
    instance.start(null);
    instance.changeCode(ctx -> {
      ctx.sendEvent("b", "E");
      return ctx.callActivity("A").await();
    });

    assertThat(failure(instance.turn(done(1, "1"))).message())
        .contains("EventSent 'E' to 'a'", "sendEvent 'E' to 'b'");
  }

  @Test
  void changedInputsAndTimesAreNoDifference() {
    TestInstance instance = new TestInstance(ctx -> ctx.callActivity("A", 1, int.class).await());
    instance.start(null);
    instance.changeCode(ctx -> ctx.callActivity("A", 2, int.class).await());

    assertThat(output(instance.turn(done(0, "3")))).isEqualTo("3");
  }

  @Test
  void aRewoundHistoryMayLackWhatFailed() {
    TestInstance instance = new TestInstance(ctx -> {
      var a = ctx.callActivity("A", String.class);
      var b = ctx.callActivity("B", String.class);
      return String.join("", ctx.allOf(List.of(a, b)).await());
    });
    instance.start(null);
    instance.turn(failed(0, "X", "m"));
    instance.turn(done(1, "\"b\""));
    instance.history().removeIf(NonDeterminismTest::isRemovedByRewind);

    assertThat(brief(instance.turn())).containsExactly("0 activity A");
    assertThat(output(instance.turn(done(0, "\"a\"")))).isEqualTo("\"ab\"");
  }

  private static boolean isRemovedByRewind(HistoryEvent event) {
    return event.body() instanceof EventBody.TaskFailed
        || event.body() instanceof EventBody.ExecutionCompleted
        || (event.body() instanceof EventBody.TaskScheduled && event.eventId() == 0);
  }

  private static String difference(OrchestratorFunction<?> changed) {
    TestInstance instance = new TestInstance(Changing::original);
    instance.start(null);
    instance.turn(done(0, "1"));
    instance.changeCode(changed);

    FailureDetails failure = failure(instance.turn(done(1, "1")));

    assertThat(failure.errorType())
        .isEqualTo(NonDeterministicOrchestratorException.class.getName());
    assertThat(failure.nonRetriable()).isTrue();
    assertThat(failure.message()).contains("'Flow'", "'i1'");
    return failure.message();
  }
}
