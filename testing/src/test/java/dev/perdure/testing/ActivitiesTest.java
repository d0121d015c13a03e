package dev.perdure.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.FailureDetails;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.NonRetriableException;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskFailedException;
import dev.perdure.sdk.TaskOptions;
import dev.perdure.sdk.TypeRef;
import dev.perdure.sdk.client.OrchestrationMetadata;
import dev.perdure.sdk.worker.WorkerOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SessionCacheSizes
final class ActivitiesTest extends HubTest {

  ActivitiesTest(int sessionCacheSize) {
    super(sessionCacheSize);
  }

  private WorkerOptions worker() {
    return WorkerOptions.defaults().withSessionCacheSize(sessionCacheSize);
  }

  record Order(String id, int amount, Instant placed, List<String> items) {}

  @Test
  void aChainPassesResultsOn() throws Exception {
    functions.activity("Hello", String.class, name -> "Hello " + name + "!")
        .orchestration("Chain", ctx -> {
          String one = ctx.callActivity("Hello", "Tokyo", String.class).await();
          String two = ctx.callActivity("Hello", "Seattle", String.class).await();
          return List.of(one, two, ctx.callActivity("Hello", "London", String.class).await());
        });

    assertThat(output("Chain", Object.class))
        .isEqualTo(List.of("Hello Tokyo!", "Hello Seattle!", "Hello London!"));
  }

  @Test
  void anActivityKnowsItsCall() throws Exception {
    functions.activity("Who", ctx -> ctx.getInstanceId() + "|" + ctx.getName() + "|"
        + ctx.getAttempt() + "|" + ctx.getTaskId() + "|" + ctx.getTags())
        .orchestration("Ask", ctx -> {
          ctx.callActivity("Who").await();
          TaskOptions tags = new TaskOptions().setTags(Map.of("k", "v"));
          return ctx.callActivity("Who", null, tags, String.class).await();
        });

    String id = startAs("asker", "Ask", null);

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("asker|Who|1|1|{k=v}");
  }

  @Test
  void valuesOfEveryKindPass() throws Exception {
    Order order = new Order("ü-\"😀\\", 3, Instant.parse("2031-02-03T04:05:06.789Z"), List.of("a"));
    functions.activity("Echo", ctx -> ctx.getInput(Object.class))
        .activity("Nothing", ctx -> ctx.getInput(String.class))
        .activity("Orders", ctx -> List.of(requireNonNull(ctx.getInput(Order.class))))
        .orchestration("Pass", ctx -> {
          List<Order> orders = ctx.callActivity("Orders", order, new TypeRef<List<Order>>() {})
              .await();
          @Nullable
          String nothing = ctx.callActivity("Nothing", null, String.class).await();
          Map<String, Integer> map = ctx.callActivity(
              "Echo", Map.of("a", 1), new TypeRef<Map<String, Integer>>() {}).await();
          long number = ctx.callActivity("Echo", Long.MAX_VALUE, long.class).await();
          return orders.get(0).equals(order) && nothing == null && map.equals(Map.of("a", 1))
              && number == Long.MAX_VALUE;
        });

    assertThat(output("Pass", Boolean.class)).isTrue();
  }

  @Test
  void callsRunSideBySideAndInAnyOrder() throws Exception {
    functions.activity("Square", Integer.class, n -> requireNonNull(n) * n)
        .orchestration("FanOut", ctx -> {
          List<Task<Integer>> tasks = new ArrayList<>();
          for (int i = 0; i < 300; i++) {
            tasks.add(ctx.callActivity("Square", i, Integer.class));
          }
          return ctx.allOf(tasks).await().stream().mapToLong(it -> it).sum();
        });

    assertThat(output("FanOut", Long.class)).isEqualTo(299L * 300 * 599 / 6);
  }

  @Test
  void aCallThatNobodyAwaitsRunsAllTheSame() throws Exception {
    List<String> ran = new java.util.concurrent.CopyOnWriteArrayList<>();
    functions.activity("Note", String.class, ran::add)
        .orchestration("Forget", ctx -> {
          ctx.callActivity("Note", "forgotten");
          return "done";
        });

    assertThat(output("Forget", String.class)).isEqualTo("done");
    hub().awaitIdle();
    assertThat(ran).containsExactly("forgotten");
  }

  @Test
  void aFailureReachesTheOrchestratorWithAllItsDetails() throws Exception {
    options = options.withWorker(worker().withExceptionProperties(
        thrown -> thrown instanceof IllegalStateException ? Map.of("order", 7) : Map.of()));
    functions.activity("Fail", ctx -> {
      throw new IllegalStateException("outer", new IllegalArgumentException("inner"));
    }).orchestration("Catch", ctx -> {
      try {
        ctx.callActivity("Fail").await();
        return "not reached";
      } catch (TaskFailedException e) {
        FailureDetails details = e.getErrorDetails();
        FailureDetails inner = requireNonNull(details.innerFailure());
        return e.getTaskName() + "#" + e.getTaskId() + " " + details.errorType() + " "
            + details.message() + " " + details.properties() + " " + inner.errorType() + " "
            + inner.message() + " " + e.isCausedBy(RuntimeException.class)
            + e.isCausedBy(IllegalArgumentException.class)
            + requireNonNull(details.stackTrace()).contains("ActivitiesTest");
      }
    });

    assertThat(output("Catch", String.class)).isEqualTo(
        "Fail#0 java.lang.IllegalStateException outer {order=7.0} "
            + "java.lang.IllegalArgumentException inner truefalsetrue");
  }

  @Test
  void aFailureThatIsNotCaughtFailsTheOrchestrator() throws Exception {
    functions.activity("Fail", ctx -> {
      throw new NonRetriableException("no way");
    }).orchestration("Pass", ctx -> ctx.callActivity("Fail").await());

    OrchestrationMetadata end = run("Pass", null);

    assertThat(end.getRuntimeStatus()).isEqualTo(OrchestrationStatus.FAILED);
    FailureDetails failure = end.getFailureDetails().orElseThrow();
    assertThat(failure.errorType()).isEqualTo(TaskFailedException.class.getName());
    assertThat(failure.message()).contains("Fail", "#0", "no way");
    assertThat(requireNonNull(failure.innerFailure()).nonRetriable()).isTrue();
  }

  @Test
  void catchingEveryExceptionAroundAWaitIsSafe() throws Exception {
    functions.activity("Slow", ctx -> "ok")
        .orchestration("Careful", ctx -> {
          String result;
          try {
            result = ctx.callActivity("Slow", String.class).await();
            ctx.waitForExternalEvent("Go").await();
          } catch (Exception e) {
            result = "caught " + e;
          }
          return result;
        });
    String id = start("Careful", null);
    hub().awaitIdle();

    client().raiseEvent(id, "Go");

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("ok");
  }

  @Test
  void anErrorOfAnActivityIsItsFailure() throws Exception {
    functions.activity("Overflow", ctx -> {
      throw new StackOverflowError("deep");
    }).activity("Cycle", ctx -> {
      List<Object> self = new ArrayList<>();
      self.add(self);
      return self;
    }).orchestration("Survive", ctx -> {
      List<String> types = new ArrayList<>();
      for (String name : List.of("Overflow", "Cycle")) {
        try {
          ctx.callActivity(name).await();
        } catch (TaskFailedException e) {
          types.add(e.getErrorDetails().errorType());
        }
      }
      return types;
    });

    List<?> types = requireNonNull(output("Survive", List.class));
    assertThat(types).hasSize(2);
    assertThat(types.get(0)).isEqualTo("java.lang.StackOverflowError");
  }

  @Test
  void aFailureWhoseDescriptionFailsIsAFailureToo() throws Exception {
    options = options.withWorker(worker().withExceptionProperties(
        thrown -> Map.<String, @Nullable Object>of(
            "when", Instant.EPOCH, "list", List.of(1, Thread.State.NEW))));
    functions.activity("Evil", ctx -> {
      throw new IllegalStateException() {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
          throw new UnsupportedOperationException("no message");
        }
      };
    }).activity("Odd", ctx -> {
      throw new IllegalStateException("odd");
    }).orchestration("Call", ctx -> {
      try {
        return ctx.callActivity(ctx.getInput(String.class), String.class).await();
      } catch (TaskFailedException e) {
        return "failed";
      }
    });

    assertThat(run("Call", "Odd").readOutputAs(String.class)).isEqualTo("failed");
    assertThat(run("Call", "Evil").readOutputAs(String.class)).isEqualTo("failed");
  }

  @Test
  void whatCannotBeConvertedFailsWhereItIsUsed() throws Exception {
    functions.activity("Number", Integer.class, n -> n)
        .orchestration("Convert", ctx -> {
          List<String> failures = new ArrayList<>();
          try {
            ctx.callActivity("Number", "no number", Integer.class).await();
          } catch (TaskFailedException e) {
            failures.add(e.getErrorDetails().message());
          }
          try {
            ctx.callActivity("Number", 5, Instant[].class).await();
          } catch (RuntimeException e) {
            failures.add(String.valueOf(e.getMessage()));
          }
          return failures;
        });

    List<?> failures = requireNonNull(output("Convert", List.class));
    assertThat(failures.get(0).toString()).contains("Number", "java.lang.Integer");
    assertThat(failures.get(1).toString()).contains("Number", "java.time.Instant[]");
  }
}
