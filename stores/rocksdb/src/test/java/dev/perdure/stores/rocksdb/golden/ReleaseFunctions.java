package dev.perdure.stores.rocksdb.golden;

import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskActivityContext;
import dev.perdure.sdk.TaskOptions;
import dev.perdure.sdk.TaskOrchestrationContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/// The functions of the recorded hubs. Recorded histories replay against this code, so that none of
/// it is ever changed; what a later release can do more goes into functions of other names.
final class ReleaseFunctions {
  private static final int FAILURES = 2;
  private static final Map<String, Integer> FAILED = new ConcurrentHashMap<>();
  private static final Set<String> STARTED = ConcurrentHashMap.newKeySet();

  private final CountDownLatch blocked;

  /// @param blocked what the activity that is under way while the hub is recorded waits for
  ReleaseFunctions(CountDownLatch blocked) {
    this.blocked = blocked;
  }

  /// A step of an order, as an input with a structure.
  record Order(String id, int amount, List<String> lines) {}

  /// All but those that no worker knew when the hub was recorded.
  FunctionRegistry known() {
    return new ReleaseEntities(blocked).addKnown(new FunctionRegistry())
        .orchestration("Chain", ReleaseFunctions::chain)
        .orchestration("FanOut", ReleaseFunctions::fanOut)
        .orchestration("Parent", ReleaseFunctions::parent)
        .orchestration("Child", ReleaseFunctions::events)
        .orchestration("Timers", ReleaseFunctions::timers)
        .orchestration("Events", ReleaseFunctions::events)
        .orchestration("Race", ReleaseFunctions::race)
        .orchestration("Loop", ReleaseFunctions::loop)
        .orchestration("Retry", ReleaseFunctions::retry)
        .orchestration("Failing", ReleaseFunctions::failing)
        .orchestration("Blocking", ctx -> ctx.callActivity("Block", String.class).await())
        .activity("Upper", ctx -> ctx.getInput(String.class).toUpperCase(java.util.Locale.ROOT))
        .activity("Total", ctx -> total(ctx.getInput(Order.class)))
        .activity("Flaky", ReleaseFunctions::flaky)
        .activity("Block", this::block);
  }

  /// All of them.
  FunctionRegistry all() {
    return new ReleaseEntities(blocked).addStranger(known())
        .orchestration("Unknown", _ -> "known by now");
  }

  /// Whether the blocking activity is under way.
  static boolean isBlocking() {
    return STARTED.contains("blocking");
  }

  private static String chain(TaskOrchestrationContext ctx) {
    ctx.setCustomStatus(Map.of("step", 1));
    String first = ctx.callActivity("Upper", ctx.getInput(String.class), String.class).await();
    ctx.setCustomStatus(Map.of("step", 2));
    int total = ctx.callActivity(
        "Total", new Order(first, 7, List.of("a", "ä", "")), Integer.class).await();
    return first + " " + total + " " + ctx.getVersion();
  }

  private static int fanOut(TaskOrchestrationContext ctx) {
    List<Task<Integer>> totals = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      totals.add(ctx.callActivity("Total", new Order("o" + i, i, List.of()), Integer.class));
    }
    return ctx.allOf(totals).await().stream().mapToInt(Integer::intValue).sum();
  }

  private static String parent(TaskOrchestrationContext ctx) {
    String child = ctx.getInstanceId() + "-child";
    Task<String> answer = ctx.callSubOrchestrator("Child", 1, child, String.class);
    if (ctx.getInput(Boolean.class)) {
      ctx.sendEvent(child, "Go", "from the parent");
    }
    return "child: " + answer.await();
  }

  private static String timers(TaskOrchestrationContext ctx) {
    Duration delay = Duration.ofMillis(ctx.getInput(Integer.class));
    ctx.createTimer(Duration.ofMillis(5)).await();
    ctx.createTimer(delay).await();
    return "fired";
  }

  private static String events(TaskOrchestrationContext ctx) {
    StringBuilder received = new StringBuilder();
    for (int i = 0; i < ctx.getInput(Integer.class); i++) {
      received.append(ctx.waitForExternalEvent("Go", String.class).await()).append(';');
    }
    return received.toString();
  }

  private static String race(TaskOrchestrationContext ctx) {
    Task<String> event = ctx.waitForExternalEvent("Never", String.class);
    Task<?> timer = ctx.createTimer(Duration.ofMillis(10));
    Task<?> first = ctx.anyOf(List.of(event, timer)).await();
    return first.equals(timer) ? "the timer" : "the event";
  }

  private static int loop(TaskOrchestrationContext ctx) {
    int round = ctx.getInput(Integer.class);
    ctx.callActivity("Upper", "round " + round, String.class).await();
    if (round < 3) {
      ctx.continueAsNew(round + 1);
    }
    return round;
  }

  private static String retry(TaskOrchestrationContext ctx) {
    return ctx.callActivity("Flaky", null,
        new TaskOptions(new RetryPolicy(5, Duration.ofMillis(5))), String.class).await();
  }

  private static String failing(TaskOrchestrationContext ctx) {
    throw new IllegalArgumentException("Expected to fail as " + ctx.getInstanceId());
  }

  private static int total(Order order) {
    return order.amount() + order.lines().size();
  }

  private static String flaky(TaskActivityContext ctx) {
    if (FAILED.merge(ctx.getInstanceId(), 1, Integer::sum) <= FAILURES) {
      throw new IllegalStateException("not yet");
    }
    return "at last";
  }

  private String block(TaskActivityContext ctx) throws InterruptedException {
    STARTED.add(ctx.getInstanceId());
    blocked.await();
    return "attempt " + ctx.getAttempt();
  }
}
