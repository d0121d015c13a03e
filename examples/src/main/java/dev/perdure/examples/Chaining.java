package dev.perdure.examples;

import dev.perdure.sdk.TaskOrchestrationContext;
import dev.perdure.sdk.annotation.DurableActivityTrigger;
import dev.perdure.sdk.annotation.DurableOrchestrationTrigger;
import dev.perdure.sdk.annotation.FunctionName;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pattern 1: functions in a row, each with what the one before returned.
///
/// The input is the text of a number; without one it is `"20"`, and the output is `21.0`.
public final class Chaining {
  private static final Logger log = LoggerFactory.getLogger(Chaining.class);

  /// So slow that one can watch, and kill the process in the middle.
  private static final Duration WORK = Duration.ofMillis(300);

  /// For the registry of functions, which calls methods that are not static on an object.
  public Chaining() {}

  /// Calls F1 to F4. Whenever the process ends, the next one goes on after the last finished call.
  @FunctionName("Chaining")
  public double functionChaining(
      @DurableOrchestrationTrigger(name = "ctx") TaskOrchestrationContext ctx) {
    String input = ctx.getInput(String.class);
    int x = ctx.callActivity("Chaining.F1", input == null ? "20" : input, int.class).await();
    int y = ctx.callActivity("Chaining.F2", x, int.class).await();
    int z = ctx.callActivity("Chaining.F3", y, int.class).await();
    double result = ctx.callActivity("Chaining.F4", z, double.class).await();
    ctx.createReplaySafeLogger(log).info("{}: the chain ends with {}", ctx.getInstanceId(), result);
    return result;
  }

  /// Reads a number.
  @FunctionName("Chaining.F1")
  public int f1(@DurableActivityTrigger(name = "text") String text) throws InterruptedException {
    return work("F1", Integer.parseInt(text.strip()));
  }

  /// Doubles a number.
  @FunctionName("Chaining.F2")
  public int f2(@DurableActivityTrigger(name = "x") int x) throws InterruptedException {
    return work("F2", Math.multiplyExact(x, 2));
  }

  /// Adds two.
  @FunctionName("Chaining.F3")
  public int f3(@DurableActivityTrigger(name = "y") int y) throws InterruptedException {
    return work("F3", Math.addExact(y, 2));
  }

  /// Halves a number.
  @FunctionName("Chaining.F4")
  public double f4(@DurableActivityTrigger(name = "z") int z) throws InterruptedException {
    return work("F4", z / 2.0);
  }

  private static <V> V work(String name, V result) throws InterruptedException {
    Thread.sleep(WORK);
    log.info("{} returns {}", name, result);
    return result;
  }
}
