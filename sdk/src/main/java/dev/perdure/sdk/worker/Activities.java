package dev.perdure.sdk.worker;

import dev.perdure.model.FailureDetails;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.work.WorkItem;
import dev.perdure.sdk.DataConverter;
import dev.perdure.sdk.Failures;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.TaskActivity;
import dev.perdure.sdk.port.WorkSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs activities, each on a thread of its own.
final class Activities {
  private static final Logger log = LoggerFactory.getLogger(Activities.class);

  private final WorkSource source;
  private final FunctionRegistry registry;
  private final WorkerOptions options;
  private final FailureLog failures;
  private final Map<String, Turnstile> turnstiles = new ConcurrentHashMap<>();
  private volatile boolean closed;

  Activities(
      WorkSource source, FunctionRegistry registry, WorkerOptions options, FailureLog failures) {
    this.source = source;
    this.registry = registry;
    this.options = options;
    this.failures = failures;
  }

  void accept(WorkItem.Activity item) {
    TaskActivity activity = registry.findActivity(item.function().name()).orElse(null);
    if (activity == null) {
      source.abandon(item.token(),
          "this worker has no activity named '" + item.function().name() + "'");
      return;
    }
    Turnstile turnstile = turnstile(item.function().name());
    Runnable start = () -> options.threads()
        .start(item.function().name(), () -> run(item, activity, turnstile));
    if (turnstile == null) {
      start.run();
    } else {
      Carriers.OF_PROCESS.admit(turnstile, start);
    }
  }

  /// The turnstile of a function, or null where threads are a simulation's: that decides when each
  /// goes on, and a look by the clock would disturb it.
  private @Nullable Turnstile turnstile(String function) {
    return options.threads().equals(WorkerThreads.VIRTUAL)
        ? turnstiles.computeIfAbsent(function, unused -> new Turnstile(Carriers.PLACES))
        : null;
  }

  /// Begins no more activities. Those that were taken and have not begun are somebody else's.
  void close() {
    closed = true;
  }

  private void run(WorkItem.Activity item, TaskActivity activity, @Nullable Turnstile turnstile) {
    TaskOutcome outcome;
    Carriers.OF_PROCESS.began(turnstile);
    try {
      if (closed) {
        return;
      }
      outcome = outcome(item, activity);
    } finally {
      Carriers.OF_PROCESS.ended();
    }
    try {
      source.completeActivity(item.token(), outcome);
    } catch (RuntimeException e) {
      log.warn("The outcome of activity '{}' (#{}) of instance '{}' was not taken",
          item.function().name(), item.taskId(), item.token().execution().instanceId(), e);
    }
  }

  private TaskOutcome outcome(WorkItem.Activity item, TaskActivity activity) {
    Object result;
    try {
      result = activity.run(new ActivityCall(item, options.dataConverter()));
    } catch (Throwable thrown) { // Whatever it throws is its failure; the worker lives on.
      return failed(item, thrown);
    }
    try {
      return new TaskOutcome.Succeeded(options.dataConverter().serialize(result));
    } catch (DataConverter.DataConverterException e) {
      return failed(item, new DataConverter.DataConverterException(
          "The result of activity '" + item.function().name() + "' (#" + item.taskId()
              + ") of instance '" + item.token().execution().instanceId()
              + "' cannot be converted: " + e.getMessage(),
          e));
    } catch (Throwable thrown) { // A program's own converter is its own code, too.
      return failed(item, thrown);
    }
  }

  private TaskOutcome failed(WorkItem.Activity item, Throwable thrown) {
    failures.activityFailed(item, thrown);
    FailureDetails failure = Failures.of(thrown, options.exceptionProperties());
    return new TaskOutcome.Failed(failure);
  }
}
