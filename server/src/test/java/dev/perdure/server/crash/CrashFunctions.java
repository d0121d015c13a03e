package dev.perdure.server.crash;

import dev.perdure.model.ParentInstance;
import dev.perdure.sdk.FunctionModule;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskActivityContext;
import dev.perdure.sdk.TaskFailedException;
import dev.perdure.sdk.TaskOptions;
import dev.perdure.sdk.TaskOrchestrationContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// What the server processes of the crash tests run. All values follow from the input; the tokens
/// do not: every run of an activity gives another one, and every run of an orchestrator's code
/// draws others. What activities and orchestrators have seen of them shows whether the past ever
/// changed.
public final class CrashFunctions implements FunctionModule {
  static final int CHILDREN = 3;
  static final int EXIT_OF_POISON = 77;
  private static final int FAILURES = 2;
  private static final RetryPolicy RETRIES = new RetryPolicy(10, Duration.ofMillis(10));

  private static final ConcurrentMap<String, Integer> FAILED = new ConcurrentHashMap<>();

  /// The input of an orchestrator.
  ///
  /// @param size how many steps
  record Job(long seed, int size) {}

  /// The output of an orchestrator.
  record Result(long value, List<String> tokens) {
    Result with(Answer answer) {
      List<String> more = new ArrayList<>(tokens);
      more.add(answer.token());
      return new Result(answer.value(), more);
    }

    String last() {
      return tokens.isEmpty() ? "-" : tokens.getLast();
    }
  }

  /// The input of an orchestrator that continues as new.
  record Loop(int size, Result soFar) {}

  /// The input of an activity.
  ///
  /// @param drawn what the orchestrator's code has drawn without asking its context: another value
  ///     whenever it runs again. Only that of the run that was recorded may ever be seen.
  /// @param seen the token of the step before
  record Step(int number, long value, String drawn, String seen) {}

  /// The output of an activity.
  record Answer(long value, String token) {}

  /// For [java.util.ServiceLoader].
  public CrashFunctions() {}

  @Override
  public void register(FunctionRegistry registry) {
    registry
        .orchestration("Crash.Chain", CrashFunctions::chain)
        .orchestration("Crash.Child", CrashFunctions::child)
        .orchestration("Crash.Events", CrashFunctions::events)
        .orchestration("Crash.FanOut", ctx -> fanOut(ctx, "Crash.Step"))
        .orchestration("Crash.SlowFanOut", ctx -> fanOut(ctx, "Crash.SlowStep"))
        .orchestration("Crash.Flaky", CrashFunctions::flaky)
        .orchestration("Crash.Loop", CrashFunctions::loop)
        .orchestration("Crash.Parent", CrashFunctions::parent)
        .orchestration("Crash.Timers", CrashFunctions::timers)
        .orchestration("Crash.CallHalt", CrashFunctions::callHalt)
        .orchestration("Crash.Halt", _ -> halt())
        .orchestration("Crash.StepAndHalt", ctx -> {
          call(ctx, "Crash.Step", null, 0, new Result(0, List.of())).await();
          return halt();
        })
        .activity("Crash.Halt", _ -> halt())
        .activity("Crash.Step", CrashFunctions::step)
        .activity("Crash.SlowStep", CrashFunctions::slowStep)
        .activity("Crash.FlakyStep", CrashFunctions::flakyStep);
  }

  /// The value after a step.
  static long next(long value, int step) {
    return (value * 31 + step) % 1_000_003;
  }

  static Duration pause(long seed, int step) {
    long dice = next(seed, step);
    return Duration.ofMillis(dice % 10 == 0 ? 1000 : 20 + dice % 100);
  }

  private static Result chain(TaskOrchestrationContext ctx) {
    Job job = ctx.getInput(Job.class);
    Result result = new Result(job.seed(), List.of());
    for (int i = 0; i < job.size(); i++) {
      result = result.with(call(ctx, "Crash.Step", null, i, result).await());
    }
    return result;
  }

  private static Result timers(TaskOrchestrationContext ctx) {
    Job job = ctx.getInput(Job.class);
    Result result = new Result(job.seed(), List.of());
    for (int i = 0; i < job.size(); i++) {
      ctx.createTimer(pause(job.seed(), i)).await();
      result = result.with(call(ctx, "Crash.Step", null, i, result).await());
    }
    return result;
  }

  private static Result flaky(TaskOrchestrationContext ctx) {
    Job job = ctx.getInput(Job.class);
    Result result = new Result(job.seed(), List.of());
    for (int i = 0; i < job.size(); i++) {
      result = result
          .with(call(ctx, "Crash.FlakyStep", new TaskOptions(RETRIES), i, result).await());
    }
    return result;
  }

  private static Result fanOut(TaskOrchestrationContext ctx, String activity) {
    Job job = ctx.getInput(Job.class);
    Result nothing = new Result(job.seed(), List.of());
    List<Task<Answer>> calls = new ArrayList<>();
    for (int i = 0; i < job.size(); i++) {
      calls.add(call(ctx, activity, null, i, nothing));
    }
    long sum = 0;
    List<String> tokens = new ArrayList<>();
    for (Answer answer : ctx.allOf(calls).await()) {
      sum += answer.value();
      tokens.add(answer.token());
    }
    return new Result(sum, tokens);
  }

  private static Result loop(TaskOrchestrationContext ctx) {
    Loop loop = ctx.getInput(Loop.class);
    Result result = loop.soFar();
    Answer answer = call(ctx, "Crash.Step", null, result.tokens().size(), result).await();
    result = result.with(answer);
    if (result.tokens().size() < loop.size()) {
      ctx.continueAsNew(new Loop(loop.size(), result));
    }
    return result;
  }

  /// Every event continues as new at the third, so that events that wait are carried over.
  private static Result events(TaskOrchestrationContext ctx) {
    Loop loop = ctx.getInput(Loop.class);
    Result result = loop.soFar();
    while (result.tokens().size() < loop.size()) {
      int number = ctx.waitForExternalEvent("Number", Integer.class).await();
      result = result
          .with(new Answer(next(result.value(), number), Integer.toString(number)));
      if (loop.size() % 2 == 0 && result.tokens().size() == loop.size() / 2) {
        ctx.continueAsNew(new Loop(loop.size(), result));
      }
    }
    return result;
  }

  private static Result parent(TaskOrchestrationContext ctx) {
    Job job = ctx.getInput(Job.class);
    List<Task<Result>> children = new ArrayList<>();
    for (int i = 0; i < CHILDREN; i++) {
      children.add(ctx.callSubOrchestrator("Crash.Child", new Job(job.seed() + i, job.size()),
          ctx.getInstanceId() + "-" + i, Result.class));
    }
    List<String> reports = new ArrayList<>();
    for (int i = 0; i < CHILDREN * job.size(); i++) {
      reports.add(ctx.waitForExternalEvent("Report", String.class).await());
    }
    long sum = 0;
    for (Result result : ctx.allOf(children).await()) {
      sum += result.value();
    }
    return new Result(sum, reports);
  }

  private static Result child(TaskOrchestrationContext ctx) {
    Job job = ctx.getInput(Job.class);
    ParentInstance parent = ctx.getParentInstance().orElseThrow();
    Result result = new Result(job.seed(), List.of());
    for (int i = 0; i < job.size(); i++) {
      result = result.with(call(ctx, "Crash.Step", null, i, result).await());
      ctx.sendEvent(parent.execution().instanceId(), "Report", ctx.getInstanceId() + " " + i);
    }
    return result;
  }

  private static String callHalt(TaskOrchestrationContext ctx) {
    try {
      ctx.callActivity("Crash.Halt").await();
      return "survived";
    } catch (TaskFailedException e) {
      return e.getErrorDetails().errorType() + ": " + e.getErrorDetails().message();
    }
  }

  private static Task<Answer> call(
      TaskOrchestrationContext ctx, String activity, TaskOptions options, int step, Result soFar) {
    String drawn = UUID.randomUUID().toString();
    return ctx.callActivity(
        activity, new Step(step, soFar.value(), drawn, soFar.last()), options, Answer.class);
  }

  private static Answer step(TaskActivityContext ctx) {
    Step step = ctx.getInput(Step.class);
    String token = UUID.randomUUID().toString();
    ActivityLedger.add(new ActivityLedger.Run(
        ctx.getInstanceId(), step.number(), step.drawn(), step.seen(), token, ctx.getTaskId(),
        ctx.getAttempt()));
    return new Answer(next(step.value(), step.number()), token);
  }

  private static Answer slowStep(TaskActivityContext ctx) throws InterruptedException {
    Thread.sleep(50);
    return step(ctx);
  }

  private static Answer flakyStep(TaskActivityContext ctx) {
    Answer answer = step(ctx);
    Step step = ctx.getInput(Step.class);
    int runs = FAILED.merge(ctx.getInstanceId() + " " + step.number(), 1, Integer::sum);
    if (runs <= FAILURES) {
      throw new IllegalStateException("not yet");
    }
    return answer;
  }

  private static String halt() {
    Runtime.getRuntime().halt(EXIT_OF_POISON);
    return "";
  }
}
