package dev.perdure.sdk.replay;

import static dev.perdure.sdk.replay.TestInstance.completion;
import static dev.perdure.sdk.replay.TestInstance.done;
import static dev.perdure.sdk.replay.TestInstance.failed;
import static dev.perdure.sdk.replay.TestInstance.failure;
import static dev.perdure.sdk.replay.TestInstance.output;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.EventBody;
import dev.perdure.sdk.CompositeTaskFailedException;
import dev.perdure.sdk.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class CombinedTasksTest {

  @Test
  void allOfGivesValuesInTheOrderOfTheTasks() {
    TestInstance instance = new TestInstance(ctx -> ctx.allOf(List.of(
        ctx.callActivity("A", String.class), ctx.callActivity("B", String.class))).await());
    instance.start(null);
    instance.turn(done(1, "\"b\""));

    assertThat(output(instance.turn(done(0, "\"a\"")))).isEqualTo("[\"a\",\"b\"]");
  }

  @Test
  void allOfNothingIsDone() {
    TestInstance instance = new TestInstance(
        ctx -> ctx.allOf(new ArrayList<Task<String>>()).await());

    assertThat(output(instance.start(null))).isEqualTo("[]");
  }

  @Test
  void allOfFailsOnlyAfterAllHaveEnded() {
    TestInstance instance = new TestInstance(ctx -> {
      List<Task<String>> tasks = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        tasks.add(ctx.callActivity("A", String.class));
      }
      return ctx.allOf(tasks).await();
    });
    instance.start(null);
    assertThat(instance.turn(failed(1, "X", "one")).actions()).isEmpty();
    assertThat(instance.turn(done(0, "\"a\"")).actions()).isEmpty();

    var end = instance.turn(failed(2, "X", "two"));

    assertThat(failure(end).errorType()).isEqualTo(CompositeTaskFailedException.class.getName());
    assertThat(failure(end).message()).contains("2 of 3 tasks failed");
    assertThat(completion(end).failedTasks()).containsExactly(1, 2);
  }

  @Test
  void anyOfGivesTheFirstToEnd() {
    TestInstance instance = new TestInstance(ctx -> {
      Task<String> a = ctx.callActivity("A", String.class);
      Task<String> b = ctx.callActivity("B", String.class);
      Task<?> first = ctx.anyOf(a, b).await();
      return first.equals(b) + " " + a.isDone() + " " + b.await();
    });
    instance.start(null);

    assertThat(output(instance.turn(done(1, "\"b\""), done(0, "\"a\""))))
        .isEqualTo("\"true false b\"");
  }

  @Test
  void anyOfWithAnEndedTaskIsDoneAtOnce() {
    TestInstance instance = new TestInstance(ctx -> {
      Task<String> a = ctx.callActivity("A", String.class);
      a.await();
      Task<String> b = ctx.callActivity("B", String.class);
      return ctx.anyOf(b, a).await().equals(a);
    });
    instance.start(null);

    assertThat(output(instance.turn(done(0, "\"a\"")))).isEqualTo("true");
  }

  @Test
  void waitingBesideALongTimerAgainAndAgainWorks() {
    TestInstance instance = new TestInstance(ctx -> {
      Task<?> timer = ctx.createTimer(Duration.ofDays(1));
      for (int i = 0; i < 3; i++) {
        ctx.anyOf(List.of(timer, ctx.callActivity("A"))).await();
      }
      timer.cancel();
      return "done";
    });
    instance.start(null);
    instance.turn(done(1, "1"));
    instance.turn(done(2, "1"));

    assertThat(output(instance.turn(done(3, "1")))).isEqualTo("\"done\"");
  }

  @Test
  @Timeout(10)
  void aHundredThousandTasksFanOutAndInWithLinearCost() {
    int count = 100_000;
    TestInstance instance = new TestInstance(ctx -> {
      List<Task<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        tasks.add(ctx.callActivity("A", i, Integer.class));
      }
      return ctx.allOf(tasks).await().stream().mapToLong(Integer::intValue).sum();
    });
    assertThat(instance.start(null).actions()).hasSize(count);
    EventBody[] half = IntStream.range(0, count / 2).mapToObj(it -> done(it, "1"))
        .toArray(EventBody[]::new);
    EventBody[] rest = IntStream.range(count / 2, count).mapToObj(it -> done(it, "2"))
        .toArray(EventBody[]::new);
    instance.turn(half);

    assertThat(output(instance.turn(rest))).isEqualTo("150000");
  }
}
