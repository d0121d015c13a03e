package dev.perdure.benchmarks;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.model.EntityId;
import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.store.Store;
import dev.perdure.sdk.EntityLock;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskEntityOperation;
import dev.perdure.sdk.TaskOrchestrationContext;
import dev.perdure.sdk.worker.DurableTaskWorker;
import java.util.ArrayList;
import java.util.List;

/// A hub with the functions that the workloads run: as trivial as can be, so that what is measured
/// is the engine.
final class Workbench implements AutoCloseable {
  private final EmbeddedHub hub;
  private final DurableTaskWorker worker;

  Workbench(Store store) {
    hub = EmbeddedHub.open(store, HubOptions.defaults());
    worker = new DurableTaskWorker(hub, functions()).start();
  }

  EmbeddedHub hub() {
    return hub;
  }

  @Override
  public void close() {
    worker.close();
    hub.close();
  }

  /// What the workloads run.
  static FunctionRegistry functions() {
    return new FunctionRegistry()
        .orchestration("Three", ctx -> chain(ctx, 3))
        .orchestration("Chain", ctx -> chain(ctx, ctx.getInput(int.class)))
        .orchestration("FanOut", Workbench::fanOut)
        .orchestration("Wait", ctx -> ctx.waitForExternalEvent("Go", String.class).await())
        .orchestration("CallEntities", Workbench::callEntities)
        .entity("counter", Workbench::count)
        .orchestration("Hold", Workbench::hold)
        .activity("Echo", _ -> "ok");
  }

  private static String chain(TaskOrchestrationContext ctx, int length) {
    String last = "";
    for (int i = 0; i < length; i++) {
      last = ctx.callActivity("Echo", "hello", String.class).await();
    }
    return last;
  }

  private static int fanOut(TaskOrchestrationContext ctx) {
    int width = ctx.getInput(int.class);
    List<Task<String>> tasks = new ArrayList<>(width);
    for (int i = 0; i < width; i++) {
      tasks.add(ctx.callActivity("Echo", "hello", String.class));
    }
    return ctx.allOf(tasks).await().size();
  }

  private static int count(TaskEntityOperation operation) {
    int value = operation.getState().getState(Integer.class, 0);
    if (operation.getName().equals("add")) {
      value += operation.getInput(int.class);
      operation.getState().setState(value);
    }
    return value;
  }

  private static int callEntities(TaskOrchestrationContext ctx) {
    int calls = ctx.getInput(int.class);
    int last = 0;
    for (int i = 0; i < calls; i++) {
      int key = (ctx.getInstanceId().hashCode() + i) & 0x3FF;
      last = ctx.callEntity(new EntityId("counter", "called-" + key), "add", 1, Integer.class)
          .await();
    }
    return last;
  }

  private static String hold(TaskOrchestrationContext ctx) {
    try (EntityLock _ = ctx.lock(new EntityId("counter", ctx.getInput(String.class)))) {
      return ctx.waitForExternalEvent("Go", String.class).await();
    }
  }
}
