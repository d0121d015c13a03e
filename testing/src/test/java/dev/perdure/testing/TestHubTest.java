package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.client.DurableTaskClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class TestHubTest {
  private static final FunctionRegistry FUNCTIONS = new FunctionRegistry()
      .activity("Remind", String.class, name -> "Dear " + name)
      .orchestration("Remind", ctx -> {
        ctx.createTimer(Duration.ofDays(30)).await();
        return ctx.callActivity("Remind", ctx.getInput(String.class), String.class).await();
      });

  @AutoClose
  private final TestHub hub = TestHub.start(FUNCTIONS);

  private OrchestrationStatus status(String id) {
    return hub.client().getInstanceMetadata(id, false).getRuntimeStatus();
  }

  @Test
  void aMonthPassesAtOnce() {
    String id = hub.client().scheduleNewOrchestrationInstance("Remind", "Ada");

    hub.advance(Duration.ofDays(29));
    assertThat(status(id)).isEqualTo(OrchestrationStatus.RUNNING);
    hub.advance(Duration.ofDays(1));

    assertThat(hub.client().getInstanceMetadata(id, true).readOutputAs(String.class))
        .isEqualTo("Dear Ada");
  }

  @Test
  void theClockStandsStillByItself() {
    Instant before = hub.now();
    hub.client().scheduleNewOrchestrationInstance("Remind", "Ada");
    hub.awaitIdle();

    assertThat(hub.now()).isEqualTo(before).isEqualTo(TestHubOptions.DEFAULT_START);
  }

  @Test
  void theClockDoesNotGoBack() {
    assertThatThrownBy(() -> hub.advance(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void timeGoesOnAcrossRestartsAndCrashes() {
    String id = hub.client().scheduleNewOrchestrationInstance("Remind", "Ada");
    hub.advance(Duration.ofDays(10));
    hub.restart();
    hub.advance(Duration.ofDays(10));
    hub.crash();
    hub.advance(Duration.ofDays(10));

    assertThat(status(id)).isEqualTo(OrchestrationStatus.COMPLETED);
  }

  @Test
  void aCrashKeepsWhatWasAcknowledged() {
    for (int i = 0; i < 20; i++) {
      String id = hub.client().scheduleNewOrchestrationInstance("Remind", "Ada");
      hub.crash();
      assertThat(hub.client().getInstanceMetadata(id, false).isInstanceFound()).isTrue();
    }
  }

  @Test
  void nothingThatACrashedHubDoesIsSeen() {
    DurableTaskClient crashed = hub.client();
    hub.crash();

    assertThatThrownBy(() -> crashed.scheduleNewOrchestrationInstance("Remind", "Ada"))
        .isInstanceOf(RuntimeException.class);
    assertThat(hub.client().queryInstances(
        new dev.perdure.sdk.client.OrchestrationStatusQuery()).getOrchestrationState()).isEmpty();
  }

  @Test
  void aFunctionThatSleepsIsAwaitedAndOneThatWaitsIsNot() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    List<String> done = new CopyOnWriteArrayList<>();
    FunctionRegistry functions = new FunctionRegistry()
        .activity("Sleep", ctx -> {
          Thread.sleep(50);
          return done.add("slept");
        })
        .activity("Wait", ctx -> {
          never.await();
          return done.add("waited");
        })
        .orchestration("Call", ctx -> ctx.callActivity(ctx.getInput(String.class)).await());
    try (TestHub other = TestHub.start(functions)) {
      other.client().scheduleNewOrchestrationInstance("Call", "Wait");
      other.client().scheduleNewOrchestrationInstance("Call", "Sleep");

      other.awaitIdle();

      assertThat(done).containsExactly("slept");
      never.countDown();
      other.awaitIdle();
      assertThat(done).containsExactly("slept", "waited");
    }
  }

  @Test
  void whatDoesNotComeToRestIsNamed() {
    CountDownLatch enough = new CountDownLatch(1);
    FunctionRegistry functions = new FunctionRegistry()
        .activity("Spin", ctx -> {
          while (enough.getCount() > 0) {
            Thread.onSpinWait();
          }
          return null;
        })
        .orchestration("Call", ctx -> ctx.callActivity("Spin").await());
    TestHubOptions impatient = TestHubOptions.defaults().withPatience(Duration.ofMillis(100));
    try (TestHub other = TestHub.start(functions, impatient)) {
      other.client().scheduleNewOrchestrationInstance("Call");

      assertThatThrownBy(other::awaitIdle).isInstanceOf(AssertionError.class)
          .hasMessageContaining("Spin");
      enough.countDown();
    }
  }

  @Test
  void newCodeTakesOverAtARestart() throws Exception {
    String id = hub.client().scheduleNewOrchestrationInstance("Remind", "Ada");
    hub.awaitIdle();
    hub.restart(new FunctionRegistry().orchestration("Remind", ctx -> {
      ctx.createTimer(Duration.ofDays(30)).await();
      return "new code";
    }));

    hub.advance(Duration.ofDays(30));

    assertThat(hub.client().waitForInstanceCompletion(id, Duration.ofSeconds(30), true)
        .readOutputAs(String.class)).isEqualTo("new code");
  }

  @Test
  void workWaitsWhileThereIsNoWorker() throws Exception {
    hub.stopWorker();
    String id = hub.client().scheduleNewOrchestrationInstance("Remind", "Ada");
    hub.advance(Duration.ofDays(1));
    hub.restart();
    hub.awaitIdle();
    assertThat(status(id)).isEqualTo(OrchestrationStatus.PENDING);

    hub.startWorker();
    hub.advance(Duration.ofDays(30));

    assertThat(status(id)).isEqualTo(OrchestrationStatus.COMPLETED);
  }
}
