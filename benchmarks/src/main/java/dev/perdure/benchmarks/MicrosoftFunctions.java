package dev.perdure.benchmarks;

import com.microsoft.durabletask.DurableTaskGrpcWorker;
import com.microsoft.durabletask.DurableTaskGrpcWorkerBuilder;
import com.microsoft.durabletask.Task;
import com.microsoft.durabletask.TaskActivity;
import com.microsoft.durabletask.TaskActivityFactory;
import com.microsoft.durabletask.TaskOrchestration;
import com.microsoft.durabletask.TaskOrchestrationContext;
import com.microsoft.durabletask.TaskOrchestrationFactory;
import java.util.ArrayList;
import java.util.List;

/// What the workloads run, written with Microsoft's SDK.
final class MicrosoftFunctions {
  private MicrosoftFunctions() {}

  /// A worker that has not started.
  static DurableTaskGrpcWorker worker(int port) {
    return new DurableTaskGrpcWorkerBuilder().port(port)
        .addOrchestration(new Orchestration("Three", MicrosoftFunctions::three))
        .addOrchestration(new Orchestration("FanOut", MicrosoftFunctions::fanOut))
        .addActivity(new Activity("Echo", _ -> "ok"))
        .build();
  }

  private record Orchestration(String name, TaskOrchestration code)
      implements
        TaskOrchestrationFactory {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public TaskOrchestration create() {
      return code;
    }
  }

  private record Activity(String name, TaskActivity code) implements TaskActivityFactory {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public TaskActivity create() {
      return code;
    }
  }

  private static void three(TaskOrchestrationContext context) {
    String last = "";
    for (int i = 0; i < 3; i++) {
      last = context.callActivity("Echo", "hello", String.class).await();
    }
    context.complete(last);
  }

  private static void fanOut(TaskOrchestrationContext context) {
    int width = Integer.parseInt(context.getInput(String.class));
    List<Task<String>> tasks = new ArrayList<>(width);
    for (int i = 0; i < width; i++) {
      tasks.add(context.callActivity("Echo", "hello", String.class));
    }
    context.complete(context.allOf(tasks).await().size());
  }
}
