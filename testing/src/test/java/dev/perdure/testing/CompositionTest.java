package dev.perdure.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.FailureDetails;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.CompositeTaskFailedException;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskFailedException;
import dev.perdure.sdk.client.OrchestrationMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SessionCacheSizes
final class CompositionTest extends HubTest {

  CompositionTest(int sessionCacheSize) {
    super(sessionCacheSize);
  }

  @BeforeEach
  void register() {
    functions.activity("Echo", String.class, it -> it)
        .activity("Fail", String.class, it -> {
          throw new IllegalStateException(it);
        });
  }

  @Test
  void allOfKeepsTheOrderOfItsTasks() throws Exception {
    functions.orchestration("All", ctx -> {
      Task<String> event = ctx.waitForExternalEvent("E", String.class);
      Task<String> echo = ctx.callActivity("Echo", "a", String.class);
      return ctx.allOf(List.of(event, echo)).await();
    });
    String id = start("All", null);
    hub().awaitIdle();

    client().raiseEvent(id, "E", "e");

    assertThat(end(id).readOutputAs(Object.class)).isEqualTo(List.of("e", "a"));
  }

  @Test
  void allOfNothingIsNothing() throws Exception {
    functions.orchestration("None", ctx -> ctx.allOf(List.<Task<String>>of()).await());

    assertThat(output("None", Object.class)).isEqualTo(List.of());
  }

  @Test
  void allOfWaitsForAllAndTellsEveryFailure() throws Exception {
    functions.orchestration("Some", ctx -> {
      Task<String> event = ctx.waitForExternalEvent("E", String.class);
      List<Task<String>> tasks = List.of(
          ctx.callActivity("Fail", "one", String.class),
          ctx.callActivity("Echo", "fine", String.class),
          ctx.callActivity("Fail", "two", String.class), event);
      try {
        ctx.allOf(tasks).await();
        return "not reached";
      } catch (CompositeTaskFailedException e) {
        StringBuilder text = new StringBuilder().append(event.isDone());
        for (Exception failure : e.getExceptions()) {
          text.append(' ').append(((TaskFailedException) failure).getErrorDetails().message());
        }
        return text.toString();
      }
    });
    String id = start("Some", null);
    hub().awaitIdle();
    assertThat(status(id)).isEqualTo(OrchestrationStatus.RUNNING);

    client().raiseEvent(id, "E", "e");

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("true one two");
  }

  @Test
  void aCompositeFailureThatIsNotCaughtKeepsItsCause() throws Exception {
    functions.orchestration("Pass", ctx -> ctx.allOf(List.of(
        ctx.callActivity("Fail", "one", String.class),
        ctx.callActivity("Fail", "two", String.class))).await());

    OrchestrationMetadata end = run("Pass", null);

    FailureDetails failure = end.getFailureDetails().orElseThrow();
    assertThat(failure.errorType()).isEqualTo(CompositeTaskFailedException.class.getName());
    assertThat(failure.message()).contains("2 of 2", "one");
    FailureDetails inner = requireNonNull(failure.innerFailure());
    assertThat(requireNonNull(inner.innerFailure()).message()).isEqualTo("one");
  }

  @Test
  void anyOfGivesTheFirstThatEndsAndLeavesTheOthersAlone() throws Exception {
    functions.orchestration("Any", ctx -> {
      Task<String> a = ctx.waitForExternalEvent("A", String.class);
      Task<String> b = ctx.waitForExternalEvent("B", String.class);
      Task<?> first = ctx.anyOf(a, b).await();
      return first.equals(b) + " " + a.isDone() + " " + b.await() + a.await();
    });
    String id = start("Any", null);
    hub().awaitIdle();
    client().raiseEvent(id, "B", "b");
    hub().awaitIdle();

    client().raiseEvent(id, "A", "a");

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("true false ba");
  }

  @Test
  void aTaskThatFailsWinsARaceToo() throws Exception {
    functions.orchestration("Any", ctx -> {
      Task<String> fail = ctx.callActivity("Fail", "lost", String.class);
      Task<@Nullable Void> timer = ctx.createTimer(Duration.ofDays(1));
      Task<?> first = ctx.anyOf(timer, fail).await();
      try {
        return first.await();
      } catch (TaskFailedException e) {
        return e.getErrorDetails().message();
      }
    });

    assertThat(output("Any", String.class)).isEqualTo("lost");
  }

  @Test
  void theFirstOfARaceIsTheFirstOfTheHistory() throws Exception {
    functions.orchestration("Race", ctx -> {
      List<Task<String>> tasks = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        tasks.add(ctx.callActivity("Echo", "" + i, String.class));
      }
      List<String> order = new ArrayList<>();
      List<Task<String>> left = new ArrayList<>(tasks);
      while (!left.isEmpty()) {
        Task<?> first = ctx.anyOf(left).await();
        order.add(String.valueOf(first.await()));
        left.remove(first);
      }
      ctx.setCustomStatus(order);
      ctx.waitForExternalEvent("Again").await();
      return order;
    });
    String id = start("Race", null);
    hub().awaitIdle();
    Object before = client().getInstanceMetadata(id, false).readCustomStatusAs(Object.class);
    hub().restart();

    client().raiseEvent(id, "Again");

    List<?> after = requireNonNull(end(id).readOutputAs(List.class));
    assertThat(after).isEqualTo(before).hasSize(20);
  }

  @Test
  void tasksAreMappedAndNested() throws Exception {
    functions.orchestration("Map", ctx -> {
      List<String> seen = new ArrayList<>();
      Task<Integer> length = ctx.callActivity("Echo", "four", String.class)
          .thenApply(String::length);
      Task<@Nullable Void> noted = length.thenAccept(it -> seen.add("noted " + it));
      Task<List<Integer>> both = ctx.allOf(List.of(length,
          length.thenApply(it -> it * 10)));
      Task<Integer> failing = length.thenApply(it -> {
        throw new IllegalArgumentException("mapper " + it);
      });
      ctx.anyOf(both, noted).await();
      noted.await();
      try {
        failing.await();
      } catch (IllegalArgumentException e) {
        seen.add(String.valueOf(e.getMessage()));
      }
      seen.add(both.await().toString());
      return seen;
    });

    assertThat(output("Map", Object.class))
        .isEqualTo(List.of("noted 4", "mapper 4", "[4, 40]"));
  }

  @Test
  void aTaskOfAnotherInstanceIsRejected() throws Exception {
    List<Task<String>> leaked = new java.util.concurrent.CopyOnWriteArrayList<>();
    functions.orchestration("Leak", ctx -> {
      Task<String> event = ctx.waitForExternalEvent("E", String.class);
      leaked.add(event);
      return event.await();
    }).orchestration("Steal", ctx -> ctx.allOf(List.of(leaked.get(0))).await());
    String id = start("Leak", null);
    hub().awaitIdle();

    OrchestrationMetadata end = run("Steal", null);

    assertThat(end.getFailureDetails().orElseThrow().message()).contains("of another");
    client().raiseEvent(id, "E", "unharmed");
    assertThat(end(id).readOutputAs(String.class)).isEqualTo("unharmed");
  }
}
