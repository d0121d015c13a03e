package dev.perdure.benchmarks;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.store.Store;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.Task;
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

  private static FunctionRegistry functions() {
    return new FunctionRegistry()
        .orchestration("Three", ctx -> chain(ctx, 3))
        .orchestration("Chain", ctx -> chain(ctx, ctx.getInput(int.class)))
        .orchestration("FanOut", Workbench::fanOut)
        .orchestration("Wait", ctx -> ctx.waitForExternalEvent("Go", String.class).await())
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
}
