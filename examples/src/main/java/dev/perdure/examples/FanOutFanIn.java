package dev.perdure.examples;

import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskOrchestrationContext;
import dev.perdure.sdk.annotation.DurableActivityTrigger;
import dev.perdure.sdk.annotation.DurableOrchestrationTrigger;
import dev.perdure.sdk.annotation.FunctionName;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pattern 2: many functions at once, and then something made of all their results.
///
/// The input is how many; without one it is 10, and the output is 385, the sum of the squares.
public final class FanOutFanIn {
  private static final Logger log = LoggerFactory.getLogger(FanOutFanIn.class);
  private static final int ITEMS = 10;
  private static final int MOST_ITEMS = 10_000;

  /// For the registry of functions, which calls methods that are not static on an object.
  public FanOutFanIn() {}

  /// Works on all items at once and adds up what comes out.
  @FunctionName("FanOutFanIn")
  public Integer fanOutFanInOrchestrator(
      @DurableOrchestrationTrigger(name = "ctx") TaskOrchestrationContext ctx) {
    // Get the list of work items to process in parallel.
    List<?> batch = ctx.callActivity("FanOutFanIn.F1", ctx.getInput(Integer.class), List.class)
        .await();

    // Schedule each task to run in parallel.
    List<Task<Integer>> parallelTasks = batch.stream()
        .map(item -> ctx.callActivity("FanOutFanIn.F2", item, Integer.class))
        .collect(Collectors.toList());

    // Wait for all tasks to complete, then return the sum of the results.
    List<Integer> results = ctx.allOf(parallelTasks).await();
    int sum = results.stream().reduce(0, Integer::sum);
    ctx.createReplaySafeLogger(log)
        .info("{}: {} items add up to {}", ctx.getInstanceId(), results.size(), sum);
    return sum;
  }

  /// The items to work on.
  @FunctionName("FanOutFanIn.F1")
  public List<Integer> f1(@DurableActivityTrigger(name = "count") @Nullable Integer count) {
    int items = count == null ? ITEMS : count;
    if (items < 0 || items > MOST_ITEMS) {
      throw new IllegalArgumentException(
          "Expected 0 to " + MOST_ITEMS + " items, but got " + items);
    }
    return IntStream.rangeClosed(1, items).boxed().toList();
  }

  /// The square of an item. Each item takes its own time.
  @FunctionName("FanOutFanIn.F2")
  public Integer f2(@DurableActivityTrigger(name = "item") Integer item)
      throws InterruptedException {
    Thread.sleep(Duration.ofMillis(100 + 37 * item % 900));
    return item * item;
  }
}
