package dev.perdure.sdk.replay;

import static dev.perdure.sdk.replay.TestInstance.brief;
import static dev.perdure.sdk.replay.TestInstance.failure;
import static dev.perdure.sdk.replay.TestInstance.output;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.Action;
import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.work.TurnResult;
import dev.perdure.sdk.CallEntityOptions;
import dev.perdure.sdk.EntityLock;
import dev.perdure.sdk.EntityOperationFailedException;
import dev.perdure.sdk.TaskCanceledException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What an orchestrator asks of entities, turn by turn and on replay.
@SuppressWarnings("try") // A section is held, not used.
final class EntityCallsTest {
  private static final EntityId A = new EntityId("Counter", "a");
  private static final EntityId B = new EntityId("Counter", "b");

  private static String requestId(TurnResult result, int at) {
    return ((Action.CallEntity) result.actions().get(at)).call().requestId();
  }

  private static String section(TurnResult result) {
    return ((Action.LockEntities) result.actions().get(0)).request().criticalSectionId();
  }

  @Test
  void aCallIsAnsweredByItsRequestId() {
    TestInstance instance = new TestInstance(ctx -> {
      ctx.signalEntity(A, "reset");
      int one = ctx.callEntity(A, "add", 1, Integer.class).await();
      return one + ctx.callEntity(B, "add", 2, Integer.class).await();
    });
    TurnResult first = instance.start(null);
    assertThat(brief(first)).containsExactly(
        "0 signal reset to @counter@a", "1 call add of @counter@a");

    TurnResult second = instance.turn(
        new EventBody.EntityOperationCompleted("nobody's", "0"),
        new EventBody.EntityOperationCompleted(requestId(first, 1), "10"));
    assertThat(brief(second)).containsExactly("2 call add of @counter@b");
    assertThat(requestId(second, 0)).isNotEqualTo(requestId(first, 1));

    assertThat(output(instance.turn(
        new EventBody.EntityOperationCompleted(requestId(second, 0), "20")))).isEqualTo("30");
  }

  @Test
  void aFailureSaysWhoseItIs() {
    TestInstance instance = new TestInstance(ctx -> {
      try {
        return ctx.callEntity(A, "add", 1, Integer.class).await();
      } catch (EntityOperationFailedException e) {
        return e.getEntityId() + " " + e.getOperationName() + " " + e.getTaskId() + " "
            + e.getErrorDetails().message();
      }
    });
    TurnResult first = instance.start(null);

    assertThat(output(instance.turn(
        new EventBody.EntityOperationFailed(
            requestId(first, 0), FailureDetails.of("E", "Full")))))
        .isEqualTo(
            "\"@counter@a add 0 Full\"");
  }

  @Test
  void anAnswerInTimeCancelsTheTimerAndALateOneIsIgnored() {
    TestInstance instance = new TestInstance(ctx -> {
      CallEntityOptions hour = CallEntityOptions.defaults().withTimeout(Duration.ofHours(1));
      int one = ctx.callEntity(A, "get", null, hour, Integer.class).await();
      try {
        return ctx.callEntity(B, "get", null, hour, Integer.class).await();
      } catch (TaskCanceledException e) {
        return one;
      }
    });
    TurnResult first = instance.start(null);
    assertThat(brief(first)).containsExactly("0 call get of @counter@a", "1 timer +PT1H");
    TurnResult second = instance.turn(
        new EventBody.EntityOperationCompleted(requestId(first, 0), "7"));
    assertThat(brief(second)).startsWith("2 cancel 1", "3 call get of @counter@b");

    assertThat(output(instance.turn(
        new EventBody.TimerFired(4, TestInstance.START.plusSeconds(3_600)),
        new EventBody.EntityOperationCompleted(requestId(second, 1), "8")))).isEqualTo("7");
  }

  @Test
  void aSectionIsEnteredAndLeft() {
    TestInstance instance = new TestInstance(ctx -> {
      try (EntityLock lock = ctx.lock(B, A, B)) {
        ctx.callEntity(A, "add", 1, Integer.class).await();
        lock.close();
        lock.close();
      }
      return ctx.isInCriticalSection();
    });
    TurnResult first = instance.start(null);
    assertThat(brief(first)).containsExactly("0 lock [@counter@a, @counter@b]");

    TurnResult second = instance.turn(new EventBody.EntityLockGranted(section(first)));
    assertThat(brief(second)).containsExactly("1 call add of @counter@a");

    assertThat(brief(instance.turn(
        new EventBody.EntityOperationCompleted(requestId(second, 0), "1"))))
        .containsExactly(
            "2 unlock @counter@a", "3 unlock @counter@b", "4 Completed false");
  }

  @Test
  void aSectionThatIsLeftByAnExceptionIsUnlocked() {
    TestInstance instance = new TestInstance(ctx -> {
      try (EntityLock lock = ctx.lock(A)) {
        throw new IllegalStateException("Went wrong");
      }
    });
    TurnResult first = instance.start(null);

    assertThat(brief(instance.turn(new EventBody.EntityLockGranted(section(first)))))
        .containsExactly("1 unlock @counter@a", "2 Failed null");
  }

  @Test
  void anotherOperationThanTheRecordedOneIsFound() {
    TestInstance instance = new TestInstance(
        ctx -> ctx.callEntity(A, "add", 1, Integer.class).await());
    TurnResult first = instance.start(null);
    instance.changeCode(ctx -> ctx.callEntity(A, "get", Integer.class).await());

    assertThat(failure(instance.turn(
        new EventBody.EntityOperationCompleted(requestId(first, 0), "1"))).message())
        .contains("EntityOperationCalled 'add' of '@counter@a'", "callEntity 'get'");
  }
}
