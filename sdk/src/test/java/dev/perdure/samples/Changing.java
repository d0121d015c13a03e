package dev.perdure.samples;

import dev.perdure.sdk.TaskOrchestrationContext;
import java.time.Duration;

/// An orchestrator before and after changes that its running instances do not survive.
public final class Changing {

  private Changing() {}

  public static String original(TaskOrchestrationContext ctx) {
    ctx.callActivity("Reserve").await();
    ctx.callActivity("Ship").await();
    return "done";
  }

  public static String renamed(TaskOrchestrationContext ctx) {
    ctx.callActivity("Book").await();
    return "done";
  }

  public static String otherKind(TaskOrchestrationContext ctx) {
    ctx.createTimer(Duration.ofSeconds(1)).await();
    return "done";
  }

  public static String addedAtTheEnd(TaskOrchestrationContext ctx) {
    var reserve = ctx.callActivity("Reserve");
    ctx.callActivity("Audit");
    reserve.await();
    ctx.callActivity("Ship").await();
    return "done";
  }

  public static String removed(TaskOrchestrationContext ctx) {
    ctx.callActivity("Reserve").await();
    return "done";
  }

  public static String waitsInstead(TaskOrchestrationContext ctx) {
    ctx.callActivity("Reserve").await();
    ctx.waitForExternalEvent("Go").await();
    return "done";
  }

  public static String swallows(TaskOrchestrationContext ctx) {
    try {
      ctx.callActivity("Book").await();
    } catch (Throwable t) {
      return "swallowed";
    }
    return "done";
  }
}
