package dev.perdure.conformance;

import dev.perdure.model.EntityId;
import dev.perdure.model.FunctionRef;
import dev.perdure.sdk.EntityLock;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskEntityOperation;
import dev.perdure.sdk.TaskFailedException;
import dev.perdure.sdk.TaskOptions;
import dev.perdure.sdk.TaskOrchestrationContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;

/// The functions of the contracts, written with our own SDK, and some more.
final class RemoteSdkFunctions {
  private static final ConcurrentMap<String, Integer> TRIES = new ConcurrentHashMap<>();

  private RemoteSdkFunctions() {}

  static FunctionRegistry all() {
    FunctionRegistry registry = new FunctionRegistry();
    addOrchestrations(registry);
    addActivities(registry);
    return registry.entity("SdkCounter", RemoteSdkFunctions::counter);
  }

  private static Object counter(TaskEntityOperation operation) {
    Integer before = operation.getState().getState(Integer.class);
    int sum = before == null ? 0 : before;
    switch (operation.getName()) {
      case "add" -> operation.getState().setState(sum += operation.getInput(Integer.class));
      case "forward" -> operation.getContext().signalEntity(
          new EntityId("SdkCounter", operation.getInput(String.class)), "add", sum);
      case "start" -> operation.getContext().startNewOrchestration(
          new FunctionRef("SdkChain", null), 1, operation.getInput(String.class), null);
      case "delete" -> operation.getState().deleteState();
      default -> throw new IllegalArgumentException(operation.getName());
    }
    return sum;
  }

  private static void addOrchestrations(FunctionRegistry registry) {
    FunctionRegistry _ = registry
        .orchestration("SdkChain", RemoteSdkFunctions::chain)
        .orchestration("SdkFanOut", RemoteSdkFunctions::fanOut)
        .orchestration("SdkMonitor", RemoteSdkFunctions::monitor)
        .orchestration("SdkApproval", RemoteSdkFunctions::approval)
        .orchestration("SdkParent", RemoteSdkFunctions::parent)
        .orchestration("SdkRetry", context -> context.callActivity(
            "SdkFlaky", context.getInstanceId(), tries(5), Integer.class).await())
        .orchestration("SdkTimed", RemoteSdkFunctions::timed)
        .orchestration("SdkCollect", RemoteSdkFunctions::collect)
        .orchestration("Keeper", RemoteSdkFunctions::keeper)
        .orchestration("SdkGivingUp", context -> context.callActivity(
            "SdkFlaky", context.getInstanceId(), tries(2), Integer.class).await())
        .orchestration("SdkFlakyChild", context -> context.callActivity(
            "SdkFlaky", context.getInput(String.class), Integer.class).await())
        .orchestration("SdkRetryChild", context -> context.callSubOrchestrator(
            "SdkFlakyChild", context.getInstanceId(), context.getInstanceId() + "-child",
            tries(5), Integer.class).await())
        .orchestration("Nested", context -> context.callSubOrchestrator(
            "SdkApproval", null, context.getInstanceId() + "-child", String.class).await())
        .orchestration("SdkFailing", RemoteSdkFunctions::failing)
        .orchestration("SdkCatching", RemoteSdkFunctions::catching)
        .orchestration("SdkEcho", context -> context.callActivity(
            "SdkEcho", context.getInput(String.class), String.class).await())
        .orchestration("SdkSlow", RemoteSdkFunctions::slow)
        .orchestration("SdkSender", context -> {
          context.sendEvent(context.getInput(String.class), "Approval", true);
          return "sent";
        })
        .orchestration("SdkVersion", context -> {
          context.createTimer(Duration.ofMillis(10)).await();
          return context.getInput(String.class) + " at " + context.getInstanceId();
        })
        .orchestration("Transfer", RemoteSdkFunctions::transfer)
        .orchestration("Holder", RemoteSdkFunctions::holder);
    addMended(registry);
  }

  private static void addMended(FunctionRegistry registry) {
    FunctionRegistry _ = registry
        .orchestration("MendedParent", context -> context.callSubOrchestrator(
            "Mended", null, context.getInstanceId() + "-child", String[].class).await())
        .orchestration("Mended", context -> List.of(
            context.callActivity("SdkEcho", "kept", String.class).await(),
            context.callActivity("Once", context.getInstanceId(), String.class).await()));
  }

  private static void addActivities(FunctionRegistry registry) {
    FunctionRegistry _ = registry
        .activity("SdkAdd", context -> context.getInput(Integer.class) + 1)
        .activity("SdkEcho", context -> context.getInput(String.class))
        .activity("SdkBoom", context -> {
          throw new IllegalStateException("no luck", new IllegalArgumentException("the cause"));
        })
        .activity("SdkFlaky", context -> {
          int tries = tried(context.getInput(String.class));
          if (tries < 3) {
            throw new IllegalStateException("try " + tries);
          }
          return tries;
        })
        .activity("Once", context -> {
          if (tried(context.getInput(String.class)) == 1) {
            throw new IllegalStateException("first");
          }
          return "mended";
        })
        .activity("SdkPause", context -> {
          Thread.sleep(context.getInput(Integer.class));
          return 1;
        });
  }

  private static int tried(String key) {
    return TRIES.merge(key, 1, Integer::sum);
  }

  private static int chain(TaskOrchestrationContext context) {
    int value = context.getInput(Integer.class);
    for (int step = 0; step < 3; step++) {
      value = context.callActivity("SdkAdd", value, Integer.class).await();
    }
    return value;
  }

  private static int fanOut(TaskOrchestrationContext context) {
    int width = context.getInput(Integer.class);
    List<Task<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      tasks.add(context.callActivity("SdkAdd", i, Integer.class));
    }
    return context.allOf(tasks).await().stream().mapToInt(Integer::intValue).sum();
  }

  /// Looks three times and continues as new in between.
  private static String monitor(TaskOrchestrationContext context) {
    int round = context.getInput(Integer.class);
    context.setCustomStatus("round " + round);
    context.createTimer(Duration.ofMillis(50)).await();
    if (round < 3) {
      context.continueAsNew(round + 1);
    }
    return "done after " + round;
  }

  private static String approval(TaskOrchestrationContext context) {
    Integer seconds = context.getInput(Integer.class);
    Task<Void> tooLate = context.createTimer(Duration.ofSeconds(seconds == null ? 30 : seconds));
    Task<Boolean> approved = context.waitForExternalEvent("Approval", Boolean.class);
    context.anyOf(tooLate, approved).await();
    return approved.isDone() ? "approved " + approved.await() : "too late";
  }

  private static int parent(TaskOrchestrationContext context) {
    int value = context.callSubOrchestrator("SdkChain", 10, Integer.class).await();
    String id = context.getInstanceId() + "-child";
    return value + context.callSubOrchestrator("SdkChain", value, id, Integer.class).await();
  }

  private static String failing(TaskOrchestrationContext context) {
    return context.callActivity("SdkBoom", "x", String.class).await();
  }

  private static String catching(TaskOrchestrationContext context) {
    try {
      return failing(context);
    } catch (TaskFailedException e) {
      return e.getErrorDetails().errorType() + ": " + e.getErrorDetails().message();
    }
  }

  private static int slow(TaskOrchestrationContext context) {
    int steps = context.getInput(Integer.class);
    return IntStream.range(0, steps)
        .map(step -> context.callActivity("SdkPause", 20, Integer.class).await()).sum();
  }

  private static TaskOptions tries(int most) {
    return new TaskOptions(new RetryPolicy(most, Duration.ofMillis(20)));
  }

  private static String timed(TaskOrchestrationContext context) {
    Instant due = context.getCurrentInstant()
        .plusMillis(context.getInput(Integer.class));
    context.createTimer(due).await();
    return context.getCurrentInstant().isBefore(due) ? "early" : "on time";
  }

  private static String collect(TaskOrchestrationContext context) {
    List<String> found = new ArrayList<>();
    int count = context.getInput(Integer.class);
    for (int i = 0; i < count; i++) {
      found.add(context.waitForExternalEvent("Number", Integer.class).await().toString());
    }
    return String.join(" ", found);
  }

  /// Takes one event in each of its executions, and keeps those that have come too early.
  private static int keeper(TaskOrchestrationContext context) {
    int sum = context.getInput(Integer.class);
    int value = context.waitForExternalEvent("Number", Integer.class).await();
    if (value != 0) {
      context.continueAsNew(sum + value);
    }
    return sum;
  }

  /// Moves one from an account to the other, and says what was there before.
  private static int transfer(TaskOrchestrationContext context) {
    EntityId from = new EntityId("SdkCounter", "from");
    EntityId to = new EntityId("SdkCounter", "to");
    try (EntityLock _ = context.lock(from, to)) {
      int before = context.callEntity(from, "add", 0, Integer.class).await();
      context.callEntity(from, "add", -1, Integer.class).await();
      context.callEntity(to, "add", 1, Integer.class).await();
      return before;
    }
  }

  /// Holds the lock of an entity until it is told to fail.
  private static String holder(TaskOrchestrationContext context) {
    try (EntityLock _ = context.lock(new EntityId("SdkCounter", "held"))) {
      context.setCustomStatus("locked");
      context.waitForExternalEvent("Fail", String.class).await();
      throw new IllegalStateException("told to");
    }
  }
}
