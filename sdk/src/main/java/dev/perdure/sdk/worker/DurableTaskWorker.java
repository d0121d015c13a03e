package dev.perdure.sdk.worker;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.port.WorkSource;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the functions of a registry with the work of a source.
///
/// Contract:
/// - it is started once, and closing it twice is harmless;
/// - functions registered after the worker was made are not seen;
/// - nothing that a function does or throws ends the worker.
public final class DurableTaskWorker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DurableTaskWorker.class);

  private final WorkSource source;
  private final WorkerOffer offer;
  private final Sessions sessions;
  private final Activities activities;
  private final Entities entities;
  private final Watchdog watchdog;
  private WorkSource.@Nullable Subscription subscription;

  /// A worker with default options that has not started.
  public DurableTaskWorker(WorkSource source, FunctionRegistry registry) {
    this(source, registry, WorkerOptions.defaults());
  }

  /// A worker that has not started.
  public DurableTaskWorker(WorkSource source, FunctionRegistry registry, WorkerOptions options) {
    FunctionRegistry functions = registry.copy();
    this.source = source;
    this.offer = new WorkerOffer(functions.orchestratorNames(), functions.activityNames(),
        functions.entityNames(), options.maxConcurrentTurns(), options.maxConcurrentActivities(),
        options.maxConcurrentEntities());
    FailureLog failures = new FailureLog(System::nanoTime);
    this.sessions = new Sessions(source, functions, options, failures);
    this.activities = new Activities(source, functions, options, failures);
    this.entities = new Entities(source, functions, options, failures);
    this.watchdog = new Watchdog(sessions.live(), options.turnWarnLimit(),
        turnLimit(options.turnLimit()));
  }

  /// Begins to take work.
  ///
  /// @return this worker
  /// @throws IllegalStateException if it was started before
  public synchronized DurableTaskWorker start() {
    if (subscription != null) {
      throw new IllegalStateException("Expected a worker that was not started, but it was");
    }
    watchdog.start();
    Carriers.OF_PROCESS.start();
    subscription = source.subscribe(offer, new Handler());
    log.info("Worker started with {} orchestrators, {} activities and {} entities",
        offer.orchestrators().size(), offer.activities().size(), offer.entities().size());
    return this;
  }

  /// Stops taking new work; what was taken is finished.
  public synchronized void drain() {
    if (subscription != null) {
      subscription.drain();
    }
  }

  /// Leaves the source. What is not finished is offered to other workers.
  @Override
  public synchronized void close() {
    if (subscription != null) {
      subscription.close();
      activities.close();
      watchdog.stop();
      sessions.forgetAll();
    }
  }

  /// A debugger holds orchestrators for as long as people think.
  private static Duration turnLimit(Duration configured) {
    boolean debugged = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .anyMatch(it -> it.startsWith("-agentlib:jdwp") || it.startsWith("-Xrunjdwp"));
    return debugged ? Duration.ZERO : configured;
  }

  private final class Handler implements WorkSource.WorkHandler {
    @Override
    public void accept(WorkItem item) {
      switch (item) {
        case WorkItem.Turn turn -> sessions.accept(turn);
        case WorkItem.Activity activity -> activities.accept(activity);
        case WorkItem.EntityBatch batch -> entities.accept(batch);
      }
    }

    @Override
    public void forget(ExecutionKey execution) {
      sessions.forget(execution);
    }
  }
}
