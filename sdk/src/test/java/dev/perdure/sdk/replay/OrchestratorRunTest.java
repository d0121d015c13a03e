package dev.perdure.sdk.replay;

import static dev.perdure.sdk.replay.TestInstance.START;
import static dev.perdure.sdk.replay.TestInstance.brief;
import static dev.perdure.sdk.replay.TestInstance.completion;
import static dev.perdure.sdk.replay.TestInstance.done;
import static dev.perdure.sdk.replay.TestInstance.failed;
import static dev.perdure.sdk.replay.TestInstance.failure;
import static dev.perdure.sdk.replay.TestInstance.fired;
import static dev.perdure.sdk.replay.TestInstance.output;
import static dev.perdure.sdk.replay.TestInstance.raised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.work.TurnResult;
import dev.perdure.sdk.DataConverter;
import dev.perdure.sdk.NewSubOrchestrationInstanceOptions;
import dev.perdure.sdk.NonRetriableException;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskCanceledException;
import dev.perdure.sdk.TaskFailedException;
import dev.perdure.sdk.TypeRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class OrchestratorRunTest {

  @Test
  void activitiesRunOneAfterTheOther() {
    TestInstance instance = new TestInstance(ctx -> {
      int x = ctx.callActivity("F1", ctx.getInput(String.class), int.class).await();
      int y = ctx.callActivity("F2", x, int.class).await();
      return x + y;
    });

    TurnResult first = instance.start("\"in\"");
    assertThat(brief(first)).containsExactly("0 activity F1");
    assertThat(((Action.ScheduleTask) first.actions().get(0)).input()).isEqualTo("\"in\"");

    assertThat(brief(instance.turn(done(0, "2")))).containsExactly("1 activity F2");
    assertThat(brief(instance.turn(done(1, "3")))).containsExactly("2 Completed 5");
  }

  @Test
  void replayTellsItselfFromTheFirstRun() {
    List<Boolean> seen = new ArrayList<>();
    TestInstance instance = new TestInstance(ctx -> {
      seen.clear();
      seen.add(ctx.getIsReplaying());
      ctx.callActivity("A").await();
      seen.add(ctx.getIsReplaying());
      ctx.callActivity("B").await();
      seen.add(ctx.getIsReplaying());
      return null;
    });
    instance.start(null);
    assertThat(seen).containsExactly(false);

    instance.turn(done(0, "1"));
    assertThat(seen).containsExactly(true, false);

    instance.turn(done(1, "1"));
    assertThat(seen).containsExactly(true, true, false);
  }

  @Test
  void theContextKnowsItsInstance() {
    TestInstance instance = new TestInstance(ctx -> List.of(ctx.getName(), ctx.getInstanceId(),
        ctx.getExecutionId(), ctx.getVersion(), ctx.getTags().get("tag"),
        ctx.getParentInstance().isPresent(), ctx.getInput(new TypeRef<List<Integer>>() {}).get(1)));

    assertThat(output(instance.start("[1,2]")))
        .isEqualTo("[\"Flow\",\"i1\",\"e1\",\"\",\"value\",false,2]");
  }

  @Test
  void timeStandsStillBetweenWaits() {
    TestInstance instance = new TestInstance(ctx -> {
      var before = ctx.getCurrentInstant();
      ctx.createTimer(Duration.ofDays(4_000)).await();
      return Duration.between(before, ctx.getCurrentInstant());
    });

    assertThat(brief(instance.start(null))).containsExactly("0 timer +PT96000H");
    assertThat(output(instance.passTime(Duration.ofSeconds(7)).turn(fired(0))))
        .isEqualTo("\"PT7S\"");
  }

  @Test
  void cancelledTimerSendsItsCancellationOnce() {
    TestInstance instance = new TestInstance(ctx -> {
      Task<@Nullable Void> timer = ctx.createTimer(Duration.ofHours(1));
      Task<String> work = ctx.callActivity("Work", String.class);
      ctx.anyOf(timer, work).await();
      boolean cancelled = timer.cancel();
      ctx.callActivity("More").await();
      return cancelled + " " + timer.isCancelled() + " " + timer.cancel();
    });

    assertThat(brief(instance.start(null))).containsExactly("0 timer +PT1H", "1 activity Work");
    assertThat(brief(instance.turn(done(1, "\"x\"")))).containsExactly("2 cancel 0",
        "3 activity More");
    assertThat(brief(instance.turn(fired(0)))).isEmpty();
    assertThat(output(instance.turn(done(3, null + "")))).isEqualTo("\"true true false\"");
  }

  @Test
  void awaitingACancelledTimerThrows() {
    TestInstance instance = new TestInstance(ctx -> {
      Task<@Nullable Void> timer = ctx.createTimer(Duration.ofHours(1));
      timer.cancel();
      return timer.await();
    });

    assertThat(failure(instance.start(null)).errorType())
        .isEqualTo(TaskCanceledException.class.getName());
  }

  @Test
  void subOrchestrationsTakeIdsVersionsAndTags() {
    TestInstance instance = new TestInstance(ctx -> {
      String one = ctx.callSubOrchestrator("Child", 1, String.class).await();
      String two = ctx.callSubOrchestrator("Child", 2, "c2", String.class).await();
      var options = new NewSubOrchestrationInstanceOptions().setInstanceId("c3").setVersion("2.0");
      ctx.callSubOrchestrator("Child", null, null, options).await();
      return one + two;
    });
    assertThat(childId(instance.start(null))).isEmpty();
    assertThat(childId(instance.turn(childDone(0, "\"a\"")))).isEqualTo("c2");

    TurnResult third = instance.turn(childDone(1, "\"b\""));
    assertThat(childId(third)).isEqualTo("c3");
    assertThat(((Action.CreateSubOrchestration) third.actions().get(0)).function().version())
        .isEqualTo("2.0");

    TurnResult end = instance.turn(new EventBody.SubOrchestrationFailed(2,
        FailureDetails.of("X", "boom")));
    assertThat(failure(end).innerFailure()).isEqualTo(FailureDetails.of("X", "boom"));
    assertThat(completion(end).failedTasks()).containsExactly(2);
  }

  @Test
  void taskFailuresCanBeCaughtAndExamined() {
    TestInstance instance = new TestInstance(ctx -> {
      try {
        ctx.callActivity("A").await();
        return "no";
      } catch (TaskFailedException e) {
        return e.getTaskId() + e.getTaskName() + e.getErrorDetails().message()
            + e.isCausedBy(IllegalStateException.class) + e.isCausedBy(RuntimeException.class)
            + e.isCausedBy(IllegalArgumentException.class);
      }
    });
    instance.start(null);

    assertThat(output(instance.turn(failed(0, "java.lang.IllegalStateException", "m"))))
        .isEqualTo("\"0Amtruetruefalse\"");
  }

  @Test
  void catchingExceptionsAroundAWaitIsSafe() {
    TestInstance instance = new TestInstance(ctx -> {
      for (int i = 0; i < 3; i++) {
        try {
          ctx.callActivity("A" + i).await();
        } catch (Exception e) {
          return "caught " + e;
        }
      }
      return "done";
    });
    instance.start(null);
    instance.turn(done(0, "1"));
    instance.turn(done(1, "1"));

    assertThat(output(instance.turn(done(2, "1")))).isEqualTo("\"done\"");
  }

  @Test
  void exceptionsBecomeFailuresWithTheirCauses() {
    TestInstance instance = new TestInstance(ctx -> {
      throw new NonRetriableException("outer", new IllegalStateException("inner"));
    });

    FailureDetails failure = failure(instance.start(null));

    assertThat(failure.errorType()).isEqualTo(NonRetriableException.class.getName());
    assertThat(failure.message()).isEqualTo("outer");
    assertThat(failure.nonRetriable()).isTrue();
    assertThat(failure.stackTrace()).contains("OrchestratorRunTest");
    assertThat(failure.innerFailure()).extracting(FailureDetails::message).isEqualTo("inner");
  }

  @Test
  void errorsOfUserCodeFailTheInstance() {
    TestInstance assertion = new TestInstance(ctx -> {
      throw new AssertionError("wrong");
    });
    TestInstance overflow = new TestInstance(ctx -> recurse(0));

    assertThat(failure(assertion.start(null)).errorType()).isEqualTo("java.lang.AssertionError");
    assertThat(failure(overflow.start(null)).errorType())
        .isEqualTo("java.lang.StackOverflowError");
  }

  @Test
  void unconvertibleValuesNameFunctionTypeAndId() {
    TestInstance result = new TestInstance(ctx -> ctx.callActivity("A", Integer.class).await());
    result.start(null);
    TestInstance input = new TestInstance(ctx -> ctx.getInput(Integer.class));

    FailureDetails ofResult = failure(result.turn(done(0, "\"text\"")));
    FailureDetails ofInput = failure(input.start("{}"));

    assertThat(ofResult.errorType())
        .isEqualTo(DataConverter.DataConverterException.class.getName());
    assertThat(ofResult.message()).contains("task A (#0)", "'Flow'", "'i1'", "java.lang.Integer");
    assertThat(ofInput.message()).contains("input", "'Flow'", "'i1'", "java.lang.Integer");
  }

  @Test
  void customStatusComesWithEveryTurn() {
    TestInstance instance = new TestInstance(ctx -> {
      ctx.setCustomStatus(List.of("half"));
      ctx.callActivity("A").await();
      ctx.callActivity("B").await();
      ctx.clearCustomStatus();
      return null;
    });

    assertThat(instance.start(null).customStatus()).isEqualTo("[\"half\"]");
    assertThat(instance.turn(done(0, "1")).customStatus()).isEqualTo("[\"half\"]");
    assertThat(instance.turn(done(1, "1")).customStatus()).isEmpty();
  }

  @Test
  void completeSetsTheOutputAndTheCodeGoesOn() {
    TestInstance instance = new TestInstance(ctx -> {
      ctx.complete(1);
      ctx.sendEvent("other", "Go", true);
      return 2;
    });

    assertThat(brief(instance.start(null)))
        .containsExactly("0 send Go to other", "1 Completed 1");
  }

  @Test
  void continueAsNewCarriesEventsInTheirOrder() {
    TestInstance instance = new TestInstance(ctx -> {
      ctx.callActivity("A").await();
      try {
        ctx.continueAsNew(7);
      } catch (Exception e) {
        return "caught";
      }
      return "went on";
    });
    instance.start(null);
    instance.turn(raised("b", "1"), raised("a", "2"));

    TurnResult end = instance.turn(raised("B", "3"), done(0, "1"), raised("a", "4"));

    Action.ContinueAsNew action = (Action.ContinueAsNew) end.actions().get(0);
    assertThat(action.input()).isEqualTo("7");
    assertThat(action.carryover()).extracting(it -> it.body()).containsExactly(raised("b", "1"),
        raised("a", "2"), raised("B", "3"), raised("a", "4"));
  }

  @Test
  void continueAsNewCanDropEvents() {
    TestInstance instance = new TestInstance(ctx -> {
      ctx.continueAsNew(null, false);
      return null;
    });

    TurnResult end = instance.turn(TestInstance.started(null), raised("a", "1"));

    assertThat(((Action.ContinueAsNew) end.actions().get(0)).carryover()).isEmpty();
  }

  @Test
  void lateTwiceAndUnknownResultsAreIgnored() {
    TestInstance instance = new TestInstance(ctx -> {
      int a = ctx.callActivity("A", int.class).await();
      return a + ctx.callActivity("B", int.class).await();
    });
    instance.start(null);
    instance.turn(done(0, "1"), done(0, "5"), done(17, "6"), fired(0));

    assertThat(output(instance.turn(done(0, "9"), done(1, "2")))).isEqualTo("3");
  }

  @Test
  void suspendAndResumeChangeNothing() {
    TestInstance instance = new TestInstance(ctx -> ctx.callActivity("A", int.class).await());
    instance.start(null);
    instance.turn(new EventBody.ExecutionSuspended("why"));

    assertThat(output(instance.turn(new EventBody.ExecutionResumed(null), done(0, "1"))))
        .isEqualTo("1");
  }

  @Test
  void uuidsAndRandomNumbersRepeat() {
    List<Object> seen = new ArrayList<>();
    TestInstance instance = new TestInstance(ctx -> {
      seen.add(ctx.newUUID());
      seen.add(ctx.newUUID());
      seen.add(ctx.newRandom().nextLong());
      ctx.callActivity("A").await();
      return null;
    });
    instance.start(null);
    instance.turn(done(0, "1"));

    assertThat(seen.subList(0, 3)).isEqualTo(seen.subList(3, 6)).doesNotHaveDuplicates();
    assertThat(seen.get(0)).isEqualTo(NameUuid.of("i1_2026-01-02T03:04:05.1234567Z_0"));
    assertThat(((UUID) seen.get(0)).version()).isEqualTo(5);
    assertThat(((UUID) seen.get(0)).variant()).isEqualTo(2);
  }

  @Test
  void derivedTasksFollowTheirSource() {
    TestInstance instance = new TestInstance(ctx -> {
      List<String> heard = new ArrayList<>();
      Task<Integer> doubled = ctx.callActivity("A", int.class).thenApply(it -> it * 2);
      doubled.thenAccept(it -> heard.add("got " + it));
      Task<Integer> broken = doubled.thenApply(it -> it / (it - 4));
      heard.add(doubled.await().toString());
      try {
        broken.await();
      } catch (ArithmeticException e) {
        heard.add("broken");
      }
      return heard;
    });
    instance.start(null);

    assertThat(output(instance.turn(done(0, "2")))).isEqualTo("[\"got 4\",\"4\",\"broken\"]");
  }

  @Test
  void namesAndIdsAreCheckedAtTheCall() {
    TestInstance instance = new TestInstance(ctx -> {
      assertThatThrownBy(() -> ctx.callActivity("")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ctx.sendEvent("a/b", "E"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ctx.anyOf(List.of()))
          .isInstanceOf(IllegalArgumentException.class);
      return "checked";
    });

    assertThat(output(instance.start(null))).isEqualTo("\"checked\"");
    assertThat(START).isNotNull();
    assertThat(completion(instance.start(null)).status())
        .isEqualTo(OrchestrationStatus.COMPLETED);
  }

  private static EventBody childDone(int id, String result) {
    return new EventBody.SubOrchestrationCompleted(id, result);
  }

  private static String childId(TurnResult result) {
    return ((Action.CreateSubOrchestration) result.actions().get(0)).instanceId();
  }

  private static int recurse(int depth) {
    return depth < 0 ? 0 : recurse(depth + 1) + 1;
  }
}
