package dev.perdure.examples;

import dev.perdure.sdk.TaskOrchestrationContext;
import dev.perdure.sdk.annotation.DurableActivityTrigger;
import dev.perdure.sdk.annotation.DurableOrchestrationTrigger;
import dev.perdure.sdk.annotation.FunctionName;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pattern 3: long work behind an HTTP address. Starting it answers 202 at once with the address of
/// its status, which shows the progress, and answers 200 when the work is done.
///
/// The input is the number of steps; without one it is 6. Each step takes a second.
public final class DoWork {
  private static final Logger log = LoggerFactory.getLogger(DoWork.class);
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final int STEPS = 6;

  /// For the registry of functions, which calls methods that are not static on an object.
  public DoWork() {}

  /// How far the work is, as its status shows it.
  ///
  /// @param done how many steps are done
  /// @param of how many there are
  public record Progress(int done, int of) {}

  /// Does one step after the other.
  @FunctionName("DoWork")
  public String doWork(
      @DurableOrchestrationTrigger(name = "ctx") TaskOrchestrationContext ctx) {
    Integer asked = ctx.getInput(Integer.class);
    int steps = asked == null ? STEPS : asked;
    for (int step = 1; step <= steps; step++) {
      ctx.setCustomStatus(new Progress(step - 1, steps));
      ctx.callActivity("DoWork.Step", step).await();
    }
    ctx.setCustomStatus(new Progress(steps, steps));
    ctx.createReplaySafeLogger(log).info("{}: the work is done", ctx.getInstanceId());
    return "Did " + steps + " steps of work";
  }

  /// Does a step.
  @FunctionName("DoWork.Step")
  public void step(@DurableActivityTrigger(name = "step") int step) throws InterruptedException {
    log.info("Working on step {}", step);
    Thread.sleep(STEP);
  }
}
