package dev.perdure.sdk.replay;

import static dev.perdure.sdk.replay.TestInstance.brief;
import static dev.perdure.sdk.replay.TestInstance.completion;
import static dev.perdure.sdk.replay.TestInstance.done;
import static dev.perdure.sdk.replay.TestInstance.failed;
import static dev.perdure.sdk.replay.TestInstance.fired;
import static dev.perdure.sdk.replay.TestInstance.output;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RetryTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void delaysGrowFromTheFirstRetryOn() {
    RetryPolicy policy = new RetryPolicy(9, SECOND).setBackoffCoefficient(1.5);

    assertThat(delays(policy, 5)).containsExactly(Duration.ofMillis(1_000),
        Duration.ofMillis(1_500), Duration.ofMillis(2_250), Duration.ofMillis(3_375),
        Duration.ofNanos(5_062_500_000L));
  }

  @Test
  void delaysAreCapped() {
    RetryPolicy policy = new RetryPolicy(9, SECOND).setBackoffCoefficient(2)
        .setMaxRetryInterval(Duration.ofSeconds(3));

    assertThat(delays(policy, 4)).containsExactly(SECOND, Duration.ofSeconds(2),
        Duration.ofSeconds(3), Duration.ofSeconds(3));
  }

  @Test
  void delaysStayTheSameWithoutCoefficient() {
    assertThat(delays(new RetryPolicy(9, SECOND), 3)).containsOnly(SECOND);
  }

  @Test
  void hugeDelaysDoNotOverflow() {
    RetryPolicy policy = new RetryPolicy(5_000, Duration.ofDays(1)).setBackoffCoefficient(10);

    assertThat(RetryDelay.before(policy, 4_000)).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
    assertThat(RetryDelay.before(new RetryPolicy(2, Duration.ofDays(400_000)), 0))
        .isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
  }

  @Test
  void everyAttemptIsAnActionWithATimerBetween() {
    RetryPolicy policy = new RetryPolicy(3, SECOND).setBackoffCoefficient(2);
    TestInstance instance = new TestInstance(
        ctx -> ctx.callActivity("A", 1, new TaskOptions(policy), String.class).await());

    assertThat(brief(instance.start(null))).containsExactly("0 activity A");
    assertThat(brief(instance.turn(failed(0, "X", "m")))).containsExactly("1 timer +PT1S");
    assertThat(brief(instance.passTime(SECOND).turn(fired(1)))).containsExactly("2 activity A");
    assertThat(brief(instance.turn(failed(2, "X", "m")))).containsExactly("3 timer +PT3S");
    assertThat(brief(instance.turn(fired(3)))).containsExactly("4 activity A");
    assertThat(output(instance.turn(done(4, "\"ok\"")))).isEqualTo("\"ok\"");
  }

  @Test
  void theLastAttemptsFailureComesOut() {
    RetryPolicy policy = new RetryPolicy(2, SECOND);
    TestInstance instance = new TestInstance(
        ctx -> ctx.callActivity("A", 1, new TaskOptions(policy)).await());
    instance.start(null);
    instance.turn(failed(0, "X", "first"));
    instance.turn(fired(1));

    var end = instance.turn(failed(2, "X", "second"));

    assertThat(completion(end).status()).isEqualTo(OrchestrationStatus.FAILED);
    assertThat(completion(end).failedTasks()).containsExactly(2);
    assertThat(TestInstance.failure(end).message()).contains("second");
  }

  @Test
  void nonRetriableFailuresAreNotRetried() {
    TestInstance byPolicy = new TestInstance(ctx -> ctx
        .callActivity("A", 1, new TaskOptions(new RetryPolicy(9, SECOND))).await());
    TestInstance byHandler = new TestInstance(
        ctx -> ctx.callActivity("A", 1, new TaskOptions(it -> true)).await());
    EventBody failure = new EventBody.TaskFailed(0, FailureDetails.nonRetriable("X", "m"));
    byPolicy.start(null);
    byHandler.start(null);

    assertThat(completion(byPolicy.turn(failure)).status()).isEqualTo(OrchestrationStatus.FAILED);
    assertThat(completion(byHandler.turn(failure)).status()).isEqualTo(OrchestrationStatus.FAILED);
  }

  @Test
  void thereIsNoRetryAfterTheTimeout() {
    RetryPolicy policy = new RetryPolicy(9, SECOND).setRetryTimeout(Duration.ofSeconds(5));
    TestInstance instance = new TestInstance(
        ctx -> ctx.callActivity("A", 1, new TaskOptions(policy)).await());
    instance.start(null);

    var end = instance.passTime(Duration.ofSeconds(5)).turn(failed(0, "X", "m"));

    assertThat(completion(end).status()).isEqualTo(OrchestrationStatus.FAILED);
  }

  @Test
  void aHandlerDecidesAndMayWait() {
    TestInstance instance = new TestInstance(ctx -> ctx.callActivity("A", 1, new TaskOptions(it -> {
      it.getOrchestrationContext().createTimer(SECOND).await();
      return it.getLastAttemptNumber() < 2 && it.getLastFailure().message().equals("m");
    }), Integer.class).await());
    instance.start(null);
    assertThat(brief(instance.turn(failed(0, "X", "m")))).containsExactly("1 timer +PT1S");
    assertThat(brief(instance.turn(fired(1)))).containsExactly("2 activity A");

    assertThat(output(instance.turn(done(2, "4")))).isEqualTo("4");
  }

  private static List<Duration> delays(RetryPolicy policy, int count) {
    return IntStream.range(0, count).mapToObj(it -> RetryDelay.before(policy, it)).toList();
  }
}
