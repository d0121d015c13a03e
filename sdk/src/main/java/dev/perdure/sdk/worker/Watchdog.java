package dev.perdure.sdk.worker;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks from time to time for orchestrators that do not give way: logs the stack of a slow one
/// once, and fails the instance of one that is slower still. It runs on a platform thread, which
/// such an orchestrator cannot keep from running.
///
/// Where the whole process stood still, such as under a debugger or on a frozen machine, it is not
/// the orchestrators that were slow. The watchdog knows by its own sleep, which took too long as
/// well, and counts anew from there.
final class Watchdog implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);
  private static final long MIN_TICK_MILLIS = 10;
  private static final long MAX_TICK_MILLIS = 1_000;
  private static final int TICKS_PER_LIMIT = 4;

  private final Set<Session> live;
  private final Duration warnLimit;
  private final Duration limit;
  private final Set<Session> warned = Collections.newSetFromMap(new WeakHashMap<>());
  private final Thread thread;

  /// Since when the process has run without a pause.
  private long awake = System.nanoTime();
  private volatile boolean stopped;

  Watchdog(Set<Session> live, Duration warnLimit, Duration limit) {
    this.live = live;
    this.warnLimit = warnLimit;
    this.limit = limit;
    this.thread = Thread.ofPlatform().name("perdure-watchdog").daemon().unstarted(this);
  }

  void start() {
    if (!warnLimit.isZero() || !limit.isZero()) {
      thread.start();
    }
  }

  void stop() {
    stopped = true;
    thread.interrupt();
  }

  @Override
  public void run() {
    while (!stopped) {
      try {
        sleep();
      } catch (InterruptedException e) {
        continue; // To stop; nobody else interrupts it.
      }
      try {
        live.forEach(this::check);
      } catch (RuntimeException e) {
        log.error("The watchdog could not look after its orchestrators this time", e);
      }
    }
  }

  private void sleep() throws InterruptedException {
    long asleep = System.nanoTime();
    Thread.sleep(tickMillis());
    long now = System.nanoTime();
    // A shorter one fails no turn that took less than half of what it may.
    Duration pause = (limit.isZero() ? warnLimit : limit).dividedBy(2);
    if (now - asleep > pause.toNanos()) {
      awake = now;
    }
  }

  private long tickMillis() {
    Duration shorter = warnLimit.isZero() || (!limit.isZero() && limit.compareTo(warnLimit) < 0)
        ? limit
        : warnLimit;
    return Math.clamp(shorter.toMillis() / TICKS_PER_LIMIT, MIN_TICK_MILLIS, MAX_TICK_MILLIS);
  }

  private void check(Session session) {
    long started = session.turnStarted();
    Thread runs = session.thread();
    if (started == 0 || runs == null) {
      warned.remove(session);
      return;
    }
    long now = System.nanoTime();
    Duration age = Duration.ofNanos(Math.min(now - started, now - awake));
    if (!limit.isZero() && age.compareTo(limit) > 0) {
      fail(session, runs);
    } else if (!warnLimit.isZero() && age.compareTo(warnLimit) > 0 && warned.add(session)) {
      log.warn("Orchestrator '{}' of instance '{}' has run for {} ms without waiting for a task; "
          + "orchestrators must not block or compute for long. It stands at:\n{}",
          session.functionName(), session.execution().instanceId(), age.toMillis(), stack(runs));
    }
  }

  private void fail(Session session, Thread runs) {
    String stack = stack(runs);
    String message = "Expected orchestrator '" + session.functionName() + "' of instance '"
        + session.execution().instanceId() + "' to wait for a task within " + limit
        + ", but it still runs; work that blocks or takes long belongs into an activity";
    if (session.failTurn(message, stack)) {
      live.remove(session);
      warned.remove(session);
      log.error("{}. It stands at:\n{}", message, stack);
    }
  }

  private static String stack(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .map(frame -> "\tat " + frame)
        .collect(Collectors.joining("\n"));
  }
}
