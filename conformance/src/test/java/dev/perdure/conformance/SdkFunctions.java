package dev.perdure.conformance;

import com.microsoft.durabletask.DurableTaskGrpcWorker;
import com.microsoft.durabletask.DurableTaskGrpcWorkerBuilder;
import com.microsoft.durabletask.RetryPolicy;
import com.microsoft.durabletask.Task;
import com.microsoft.durabletask.TaskActivity;
import com.microsoft.durabletask.TaskActivityFactory;
import com.microsoft.durabletask.TaskFailedException;
import com.microsoft.durabletask.TaskOptions;
import com.microsoft.durabletask.TaskOrchestration;
import com.microsoft.durabletask.TaskOrchestrationContext;
import com.microsoft.durabletask.TaskOrchestrationFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;

/// Orchestrators and activities written with Microsoft's SDK, one for each pattern and feature.
final class SdkFunctions {
  private static final ConcurrentMap<String, Integer> TRIES = new ConcurrentHashMap<>();

  private SdkFunctions() {}

  /// A worker with all of them. It is not started.
  static DurableTaskGrpcWorker worker(int port) {
    DurableTaskGrpcWorkerBuilder builder = new DurableTaskGrpcWorkerBuilder().port(port);
    addOrchestrations(builder);
    addRetries(builder);
    addActivities(builder);
    return builder.build();
  }

  private static void addOrchestrations(DurableTaskGrpcWorkerBuilder builder) {
    orchestration(builder, "SdkChain", SdkFunctions::chain);
    orchestration(builder, "SdkFanOut", SdkFunctions::fanOut);
    orchestration(builder, "SdkMonitor", SdkFunctions::monitor);
    orchestration(builder, "SdkApproval", SdkFunctions::approval);
    orchestration(builder, "SdkParent", SdkFunctions::parent);
    orchestration(builder, "SdkTimed", SdkFunctions::timed);
    orchestration(builder, "SdkCollect", SdkFunctions::collect);
    orchestration(builder, "SdkFailing", context -> {
      context.callActivity("SdkBoom", "\"x\"").await();
    });
    orchestration(builder, "SdkCatching", SdkFunctions::catching);
    orchestration(builder, "SdkEcho", context -> {
      context.complete(
          context.callActivity("SdkEcho", context.getInput(String.class), String.class).await());
    });
    orchestration(builder, "SdkSlow", SdkFunctions::slow);
    orchestration(builder, "SdkSender", context -> {
      String target = context.getInput(String.class);
      context.sendEvent(target, "Approval", true);
      context.complete("sent");
    });
    orchestration(builder, "SdkVersion", context -> {
      context.createTimer(Duration.ofMillis(10)).await();
      context.complete(context.getInput(String.class) + " at " + context.getInstanceId());
    });
  }

  private static void addRetries(DurableTaskGrpcWorkerBuilder builder) {
    orchestration(builder, "SdkRetry", SdkFunctions::retry);
    orchestration(builder, "SdkGivingUp", context -> {
      context.callActivity("SdkFlaky", context.getInstanceId(), tries(2), Integer.class).await();
    });
    orchestration(builder, "SdkFlakyChild", context -> {
      String key = context.getInput(String.class);
      context.complete(context.callActivity("SdkFlaky", key, Integer.class).await());
    });
    orchestration(builder, "SdkRetryChild", context -> {
      String id = context.getInstanceId();
      context.complete(
          context.callSubOrchestrator("SdkFlakyChild", id, id + "-child", tries(5), Integer.class)
              .await());
    });
  }

  private static void addActivities(DurableTaskGrpcWorkerBuilder builder) {
    activity(builder, "SdkAdd", context -> context.getInput(Integer.class) + 1);
    activity(builder, "SdkEcho", context -> context.getInput(String.class));
    activity(builder, "SdkBoom", context -> {
      throw new IllegalStateException("no luck", new IllegalArgumentException("the cause"));
    });
    activity(builder, "SdkFlaky", context -> {
      String key = context.getInput(String.class);
      int tries = TRIES.merge(key, 1, Integer::sum);
      if (tries < 3) {
        throw new IllegalStateException("try " + tries);
      }
      return tries;
    });
    activity(builder, "SdkPause", context -> {
      sleep(context.getInput(Integer.class));
      return 1;
    });
  }

  private static void chain(TaskOrchestrationContext context) {
    int value = context.getInput(Integer.class);
    for (int step = 0; step < 3; step++) {
      value = context.callActivity("SdkAdd", value, Integer.class).await();
    }
    context.complete(value);
  }

  private static void fanOut(TaskOrchestrationContext context) {
    int width = context.getInput(Integer.class);
    List<Task<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      tasks.add(context.callActivity("SdkAdd", i, Integer.class));
    }
    context.complete(
        context.allOf(tasks).await().stream().mapToInt(Integer::intValue).sum());
  }

  /// Looks three times and continues as new in between.
  private static void monitor(TaskOrchestrationContext context) {
    int round = context.getInput(Integer.class);
    context.setCustomStatus("round " + round);
    context.createTimer(Duration.ofMillis(50)).await();
    if (round < 3) {
      context.continueAsNew(round + 1);
    } else {
      context.complete("done after " + round);
    }
  }

  private static void approval(TaskOrchestrationContext context) {
    Integer seconds = context.getInput(Integer.class);
    Task<Void> tooLate = context.createTimer(Duration.ofSeconds(seconds == null ? 30 : seconds));
    Task<Boolean> approved = context.waitForExternalEvent("Approval", Boolean.class);
    Task<?> _ = context.anyOf(tooLate, approved).await();
    context.complete(approved.isDone() ? "approved " + approved.await() : "too late");
  }

  private static void parent(TaskOrchestrationContext context) {
    int value = context.callSubOrchestrator("SdkChain", 10, Integer.class).await();
    String id = context.getInstanceId() + "-child";
    value += context.callSubOrchestrator("SdkChain", value, id, Integer.class).await();
    context.complete(value);
  }

  private static void retry(TaskOrchestrationContext context) {
    context.complete(
        context.callActivity("SdkFlaky", context.getInstanceId(), tries(5), Integer.class)
            .await());
  }

  private static TaskOptions tries(int most) {
    return new TaskOptions(new RetryPolicy(most, Duration.ofMillis(20)));
  }

  private static void timed(TaskOrchestrationContext context) {
    Instant due = context.getCurrentInstant()
        .plusMillis(context.getInput(Integer.class));
    context.createTimer(Duration.between(context.getCurrentInstant(), due)).await();
    context.complete(context.getCurrentInstant().isBefore(due) ? "early" : "on time");
  }

  private static void collect(TaskOrchestrationContext context) {
    List<String> found = new ArrayList<>();
    int count = context.getInput(Integer.class);
    for (int i = 0; i < count; i++) {
      found.add(
          context.waitForExternalEvent("Number", Integer.class).await().toString());
    }
    context.complete(String.join(" ", found));
  }

  private static void catching(TaskOrchestrationContext context) {
    try {
      context.callActivity("SdkBoom", "x").await();
      context.complete("no failure");
    } catch (TaskFailedException e) {
      context.complete(
          e.getErrorDetails().getErrorType() + ": " + e.getErrorDetails().getErrorMessage());
    }
  }

  private static void slow(TaskOrchestrationContext context) {
    int steps = context.getInput(Integer.class);
    int sum = IntStream.range(0, steps)
        .map(step -> context.callActivity("SdkPause", 20, Integer.class).await()).sum();
    context.complete(sum);
  }

  private static void orchestration(
      DurableTaskGrpcWorkerBuilder builder, String name, TaskOrchestration code) {
    builder.addOrchestration(new TaskOrchestrationFactory() {
      @Override
      public String getName() {
        return name;
      }

      @Override
      public TaskOrchestration create() {
        return code;
      }
    });
  }

  private static void activity(
      DurableTaskGrpcWorkerBuilder builder, String name, TaskActivity code) {
    builder.addActivity(new TaskActivityFactory() {
      @Override
      public String getName() {
        return name;
      }

      @Override
      public TaskActivity create() {
        return code;
      }
    });
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
