package dev.perdure.sdk.replay;

import static dev.perdure.sdk.replay.TestInstance.brief;
import static dev.perdure.sdk.replay.TestInstance.fired;
import static dev.perdure.sdk.replay.TestInstance.output;
import static dev.perdure.sdk.replay.TestInstance.raised;
import static dev.perdure.sdk.replay.TestInstance.started;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskCanceledException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExternalEventsTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void namesMatchWithoutRegardToCaseBeforeAndAfterTheWait() {
    TestInstance instance = new TestInstance(ctx -> {
      int early = ctx.waitForExternalEvent("Approval", Integer.class).await();
      int late = ctx.waitForExternalEvent("aPPROVAL", Integer.class).await();
      return List.of(early, late);
    });
    instance.turn(started(null), raised("APPROVAL", "1"));

    assertThat(output(instance.turn(raised("approval", "2")))).isEqualTo("[1,2]");
  }

  @Test
  void keptEventsComeInTheirOrder() {
    TestInstance instance = new TestInstance(ctx -> List.of(
        ctx.waitForExternalEvent("e", Integer.class).await(),
        ctx.waitForExternalEvent("e", Integer.class).await()));

    assertThat(output(instance.turn(started(null), raised("e", "1"), raised("E", "2"))))
        .isEqualTo("[1,2]");
  }

  @Test
  void theEldestWaitGetsTheFirstEvent() {
    TestInstance instance = new TestInstance(ctx -> {
      Task<Integer> one = ctx.waitForExternalEvent("e", Integer.class);
      Task<Integer> two = ctx.waitForExternalEvent("E", Integer.class);
      return List.of(two.await(), one.await());
    });
    instance.start(null);

    assertThat(output(instance.turn(raised("e", "1"), raised("e", "2")))).isEqualTo("[2,1]");
  }

  @Test
  void anEventInTimeCancelsTheTimer() {
    TestInstance instance = new TestInstance(ctx -> {
      boolean approved = ctx.waitForExternalEvent("e", HOUR, boolean.class).await();
      ctx.callActivity("A").await();
      return approved;
    });

    assertThat(brief(instance.start(null))).containsExactly("0 timer +PT1H");
    assertThat(brief(instance.turn(raised("e", "true"))))
        .containsExactly("1 cancel 0", "2 activity A");
    assertThat(output(instance.turn(fired(0), TestInstance.done(2, "1")))).isEqualTo("true");
  }

  @Test
  void aWaitThatTimedOutTakesNoEvent() {
    TestInstance instance = new TestInstance(ctx -> {
      Task<Integer> first = ctx.waitForExternalEvent("e", HOUR, Integer.class);
      Task<Integer> second = ctx.waitForExternalEvent("e", Integer.class);
      try {
        first.await();
        return "in time";
      } catch (TaskCanceledException e) {
        return e.getTaskName() + first.isCancelled() + second.await();
      }
    });
    instance.start(null);
    instance.turn(fired(0));

    assertThat(output(instance.turn(raised("e", "5")))).isEqualTo("\"etrue5\"");
  }

  @Test
  void aWaitWithoutTimeTakesOnlyWhatIsThere() {
    TestInstance instance = new TestInstance(ctx -> {
      ctx.callActivity("A").await();
      int there = ctx.waitForExternalEvent("e", Duration.ZERO, Integer.class).await();
      try {
        return ctx.waitForExternalEvent("e", Duration.ZERO, Integer.class).await();
      } catch (TaskCanceledException e) {
        return "only " + there;
      }
    });

    instance.turn(started(null), raised("e", "1"));

    assertThat(output(instance.turn(TestInstance.done(0, "1")))).isEqualTo("\"only 1\"");
  }

  @Test
  void aCancelledWaitTakesNoEvent() {
    TestInstance instance = new TestInstance(ctx -> {
      Task<Integer> first = ctx.waitForExternalEvent("e", HOUR, Integer.class);
      Task<Integer> second = ctx.waitForExternalEvent("e", Integer.class);
      boolean cancelled = first.cancel();
      return cancelled + " " + second.await() + " " + first.cancel();
    });
    assertThat(brief(instance.start(null))).containsExactly("0 timer +PT1H", "1 cancel 0");

    assertThat(output(instance.turn(raised("e", "5")))).isEqualTo("\"true 5 false\"");
  }
}
