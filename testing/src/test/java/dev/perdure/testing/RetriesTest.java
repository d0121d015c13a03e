package dev.perdure.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.NewSubOrchestrationInstanceOptions;
import dev.perdure.sdk.NonRetriableException;
import dev.perdure.sdk.RetryHandler;
import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.TaskFailedException;
import dev.perdure.sdk.TaskOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The delays are those that Durable Functions documents.
@SessionCacheSizes
final class RetriesTest extends HubTest {
  private final List<Instant> attempts = new CopyOnWriteArrayList<>();

  RetriesTest(int sessionCacheSize) {
    super(sessionCacheSize);
  }

  @BeforeEach
  void registerTheFailing() {
    functions.activity("Fail", Integer.class, succeedsAt -> {
      attempts.add(hub().now());
      if (attempts.size() < requireNonNull(succeedsAt)) {
        throw new IllegalStateException("attempt " + attempts.size());
      }
      return "attempt " + attempts.size();
    });
  }

  private void call(TaskOptions options) {
    functions.orchestration("Try",
        ctx -> ctx.callActivity("Fail", ctx.getInput(Integer.class), options, String.class)
            .await());
  }

  /// The pauses between the attempts in whole seconds.
  private List<Long> pauses() {
    List<Long> pauses = new ArrayList<>();
    for (int i = 1; i < attempts.size(); i++) {
      pauses.add(Duration.between(attempts.get(i - 1), attempts.get(i)).toSeconds());
    }
    return pauses;
  }

  @Test
  void theDelayStaysTheSameWithoutACoefficient() throws Exception {
    call(new TaskOptions(new RetryPolicy(5, Duration.ofSeconds(5))));
    String id = start("Try", 4);

    hub().advance(Duration.ofHours(1));

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("attempt 4");
    assertThat(pauses()).containsExactly(5L, 5L, 5L);
  }

  @Test
  void theDelayGrowsByTheCoefficientUpToTheLongest() throws Exception {
    call(new TaskOptions(new RetryPolicy(7, Duration.ofSeconds(10)).setBackoffCoefficient(2)
        .setMaxRetryInterval(Duration.ofSeconds(100))));
    String id = start("Try", 100);

    hub().advance(Duration.ofHours(1));

    assertThat(end(id).getRuntimeStatus()).isEqualTo(OrchestrationStatus.FAILED);
    assertThat(pauses()).containsExactly(10L, 20L, 40L, 80L, 100L, 100L);
    assertThat(end(id).getFailureDetails().orElseThrow().message()).contains("attempt 7");
  }

  @Test
  void oneAttemptMeansNoRetry() throws Exception {
    call(new TaskOptions(new RetryPolicy(1, Duration.ofSeconds(10))));

    assertThat(run("Try", 2).getRuntimeStatus()).isEqualTo(OrchestrationStatus.FAILED);
    assertThat(attempts).hasSize(1);
  }

  @Test
  void noRetryBeginsAfterTheTimeout() throws Exception {
    call(new TaskOptions(new RetryPolicy(100, Duration.ofMinutes(1))
        .setRetryTimeout(Duration.ofSeconds(150))));
    String id = start("Try", 100);

    hub().advance(Duration.ofHours(1));

    assertThat(end(id).getRuntimeStatus()).isEqualTo(OrchestrationStatus.FAILED);
    assertThat(pauses()).containsExactly(60L, 60L, 60L);
  }

  @Test
  void aDelayOfDaysPassesAtOnce() throws Exception {
    call(new TaskOptions(new RetryPolicy(3, Duration.ofDays(20)).setBackoffCoefficient(3)));
    String id = start("Try", 3);

    hub().advance(Duration.ofDays(81));

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("attempt 3");
    assertThat(pauses()).containsExactly(20L * 86_400, 60L * 86_400);
  }

  @Test
  void whatCannotBeRetriedIsNot() throws Exception {
    functions.activity("Never", ctx -> {
      attempts.add(hub().now());
      throw new NonRetriableException("never");
    }).orchestration("Once", ctx -> {
      TaskOptions options = new TaskOptions(new RetryPolicy(5, Duration.ofSeconds(1)));
      return ctx.callActivity("Never", null, options, String.class).await();
    });

    assertThat(run("Once", null).getRuntimeStatus()).isEqualTo(OrchestrationStatus.FAILED);
    assertThat(attempts).hasSize(1);
  }

  @Test
  void aHandlerDecidesAndMayWait() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    RetryHandler handler = retry -> {
      if (!retry.getOrchestrationContext().getIsReplaying()) {
        seen.add(retry.getLastAttemptNumber() + " " + retry.getLastFailure().message() + " "
            + retry.isCausedBy(IllegalStateException.class) + retry.isCausedBy(IOException.class)
            + " " + retry.getTotalRetryTime().toSeconds());
      }
      retry.getOrchestrationContext().createTimer(Duration.ofSeconds(30)).await();
      return retry.getLastAttemptNumber() < 3;
    };
    call(new TaskOptions(handler));
    String id = start("Try", 100);

    hub().advance(Duration.ofHours(1));

    assertThat(end(id).getRuntimeStatus()).isEqualTo(OrchestrationStatus.FAILED);
    assertThat(seen).containsExactly("1 attempt 1 truefalse 0", "2 attempt 2 truefalse 30",
        "3 attempt 3 truefalse 60");
  }

  @Test
  void aHandlerThatThrowsFailsTheCall() throws Exception {
    call(new TaskOptions((RetryHandler) retry -> {
      throw new IllegalArgumentException("handler");
    }));

    assertThat(run("Try", 2).getFailureDetails().orElseThrow().message()).isEqualTo("handler");
  }

  @Test
  void aSubOrchestrationIsRetriedUnderItsOwnId() throws Exception {
    List<String> executions = new CopyOnWriteArrayList<>();
    functions.orchestration("Child", ctx -> {
      executions.add(ctx.getExecutionId());
      if (executions.stream().distinct().count() < 3) {
        throw new IllegalStateException("not yet");
      }
      return ctx.getInstanceId();
    }).orchestration("Parent", ctx -> {
      TaskOptions options = new NewSubOrchestrationInstanceOptions(
          new RetryPolicy(3, Duration.ofMinutes(1))).setInstanceId("child");
      return ctx.callSubOrchestrator("Child", null, null, options, String.class).await();
    });
    String id = start("Parent", null);

    hub().advance(Duration.ofMinutes(3));

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("child");
    assertThat(executions.stream().distinct()).hasSize(3);
  }

  @Test
  void callsRetrySideBySide() throws Exception {
    functions.activity("Odd", ctx -> {
      String input = requireNonNull(ctx.getInput(String.class));
      if (attempts.size() < 6) {
        attempts.add(hub().now());
        throw new IllegalStateException(input);
      }
      return input;
    }).orchestration("Both", ctx -> {
      TaskOptions options = new TaskOptions(new RetryPolicy(9, Duration.ofSeconds(10)));
      return ctx.allOf(List.of(
          ctx.callActivity("Odd", "a", options, String.class),
          ctx.callActivity("Odd", "b", options, String.class))).await();
    });
    String id = start("Both", null);

    hub().advance(Duration.ofMinutes(3));

    assertThat(end(id).readOutputAs(Object.class)).isEqualTo(List.of("a", "b"));
  }

  @Test
  void theLastFailureIsTheOneThatIsThrown() throws Exception {
    functions.orchestration("Catch", ctx -> {
      TaskOptions options = new TaskOptions(new RetryPolicy(3, Duration.ofSeconds(1)));
      try {
        return ctx.callActivity("Fail", 9, options, String.class).await();
      } catch (TaskFailedException e) {
        return e.getErrorDetails().message();
      }
    });
    String id = start("Catch", null);

    hub().advance(Duration.ofMinutes(1));

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("attempt 3");
  }
}
