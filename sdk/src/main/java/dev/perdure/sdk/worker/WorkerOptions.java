package dev.perdure.sdk.worker;

import dev.perdure.sdk.DataConverter;
import dev.perdure.sdk.ExceptionPropertiesProvider;
import dev.perdure.sdk.JacksonDataConverter;
import java.time.Duration;

/// How a worker works. Options do not change: each `with` method gives a changed copy.
public final class WorkerOptions {
  private static final WorkerOptions DEFAULTS = new WorkerOptions();

  private int maxConcurrentTurns = 256;
  private int maxConcurrentActivities = 1_000;
  private int maxConcurrentEntities = 256;
  private int sessionCacheSize = 10_000;
  private Duration turnWarnLimit = Duration.ofSeconds(5);
  private Duration turnLimit = Duration.ofSeconds(60);
  private DataConverter dataConverter = new JacksonDataConverter();
  private ExceptionPropertiesProvider exceptionProperties = ExceptionPropertiesProvider.NONE;
  private WorkerThreads threads = WorkerThreads.VIRTUAL;
  private Eviction eviction = Eviction.forThisProcess();

  private WorkerOptions() {}

  private WorkerOptions(WorkerOptions other) {
    maxConcurrentTurns = other.maxConcurrentTurns;
    maxConcurrentActivities = other.maxConcurrentActivities;
    maxConcurrentEntities = other.maxConcurrentEntities;
    sessionCacheSize = other.sessionCacheSize;
    turnWarnLimit = other.turnWarnLimit;
    turnLimit = other.turnLimit;
    dataConverter = other.dataConverter;
    exceptionProperties = other.exceptionProperties;
    threads = other.threads;
    eviction = other.eviction;
  }

  /// What fits most programs.
  public static WorkerOptions defaults() {
    return DEFAULTS;
  }

  /// Sets how many orchestrators run at a time at most (default 256); waiting ones do not count.
  public WorkerOptions withMaxConcurrentTurns(int turns) {
    WorkerOptions changed = new WorkerOptions(this);
    changed.maxConcurrentTurns = turns;
    return changed;
  }

  /// Sets how many activities run at a time at most (default 1,000).
  public WorkerOptions withMaxConcurrentActivities(int activities) {
    WorkerOptions changed = new WorkerOptions(this);
    changed.maxConcurrentActivities = activities;
    return changed;
  }

  /// Sets how many entities perform operations at a time at most (default 256).
  public WorkerOptions withMaxConcurrentEntities(int entities) {
    WorkerOptions changed = new WorkerOptions(this);
    changed.maxConcurrentEntities = entities;
    return changed;
  }

  /// Sets how many waiting orchestrations keep their thread (default 10,000, one to two kilobytes
  /// each). Others are replayed from their history when they go on; with 0 all are.
  public WorkerOptions withSessionCacheSize(int sessions) {
    if (sessions < 0) {
      throw new IllegalArgumentException("Expected a cache size of 0 or more, but got " + sessions);
    }
    WorkerOptions changed = new WorkerOptions(this);
    changed.sessionCacheSize = sessions;
    return changed;
  }

  /// Sets after which time an orchestrator that does not give way is logged with its stack (default
  /// 5 seconds), and after which it fails (default 60 seconds). Zero turns either off; a debugger
  /// turns the second one off.
  public WorkerOptions withTurnLimits(Duration warnLimit, Duration limit) {
    WorkerOptions changed = new WorkerOptions(this);
    changed.turnWarnLimit = warnLimit;
    changed.turnLimit = limit;
    return changed;
  }

  /// Sets how values become JSON text and back.
  public WorkerOptions withDataConverter(DataConverter converter) {
    WorkerOptions changed = new WorkerOptions(this);
    changed.dataConverter = converter;
    return changed;
  }

  /// Sets what facts are added to failures.
  public WorkerOptions withExceptionProperties(ExceptionPropertiesProvider provider) {
    WorkerOptions changed = new WorkerOptions(this);
    changed.exceptionProperties = provider;
    return changed;
  }

  /// Sets how code is run side by side; for simulations.
  public WorkerOptions withThreads(WorkerThreads workerThreads) {
    WorkerOptions changed = new WorkerOptions(this);
    changed.threads = workerThreads;
    return changed;
  }

  WorkerOptions withEviction(Eviction way) {
    WorkerOptions changed = new WorkerOptions(this);
    changed.eviction = way;
    return changed;
  }

  int maxConcurrentTurns() {
    return maxConcurrentTurns;
  }

  int maxConcurrentActivities() {
    return maxConcurrentActivities;
  }

  int maxConcurrentEntities() {
    return maxConcurrentEntities;
  }

  int sessionCacheSize() {
    return sessionCacheSize;
  }

  Duration turnWarnLimit() {
    return turnWarnLimit;
  }

  Duration turnLimit() {
    return turnLimit;
  }

  DataConverter dataConverter() {
    return dataConverter;
  }

  ExceptionPropertiesProvider exceptionProperties() {
    return exceptionProperties;
  }

  WorkerThreads threads() {
    return threads;
  }

  Eviction eviction() {
    return eviction;
  }
}
