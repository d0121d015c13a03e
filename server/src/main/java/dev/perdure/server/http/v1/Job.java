package dev.perdure.server.http.v1;

import dev.perdure.model.InstanceState;
import dev.perdure.model.request.InstancePage;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.model.request.Outcome;
import dev.perdure.server.http.exchange.UnavailableException;
import dev.perdure.server.http.hub.HubCalls;
import dev.perdure.server.http.v1.JobProgress.Count;
import dev.perdure.server.http.v1.JobProgress.State;
import dev.perdure.server.http.v1.JobProgress.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One operation on all instances that match, done page after page, with a few instances under way
/// at a time. Instances that are created later than the job are not touched.
///
/// After each page the job is kept with where that ended. When the server stops, the page under way
/// is not: it is done again after the start, which finds most of its instances as they should be.
final class Job implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Job.class);

  private static final int UNDER_WAY = 32;
  private static final int PAGE = 200;

  /// How often a page is tried while the hub gives no answers, a second apart.
  private static final int TRIES = 60;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final String id;
  private final JobOrder order;
  private final Instant created;
  private final HubCalls hub;
  private final JobStore store;
  private final JobAction action;
  private @Nullable String cursor;

  /// What is kept.
  private JobProgress kept;

  /// What is shown: with the page under way.
  private JobProgress shown;

  private final ReentrantLock keeping = new ReentrantLock();
  private boolean stopping;
  private boolean unanswered;

  Job(JobRecord record, HubCalls hub, JobStore store) {
    this.id = record.id();
    this.order = record.order();
    this.created = record.created();
    this.hub = hub;
    this.store = store;
    this.action = new JobAction(hub.hub(), id, order);
    this.cursor = record.cursor();
    this.kept = record.progress();
    this.shown = kept;
  }

  String id() {
    return id;
  }

  JobOrder order() {
    return order;
  }

  Instant created() {
    return created;
  }

  synchronized JobProgress progress() {
    return shown;
  }

  /// Stops it after what is under way.
  void cancel() {
    if (canceled()) {
      keep();
    }
  }

  /// The server stops. The job goes on after its next start.
  synchronized void stop() {
    stopping = true;
  }

  /// Keeps the job as it is between two pages. Writing takes its time, and those who count must not
  /// wait for it: they are the hub's own threads.
  void keep() {
    keeping.lock();
    try {
      store.put(id, record().bytes());
    } finally {
      keeping.unlock();
    }
  }

  @Override
  public void run() {
    begin();
    try {
      keep();
      boolean more = true;
      while (more && goesOn()) {
        more = page();
      }
      if (!more) {
        end(State.COMPLETED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) { // Whatever cannot be done ends the job, and is told.
      log.warn("The job {} ended early", id, e);
      trouble("", String.valueOf(e.getMessage()));
      end(State.FAILED);
    }
  }

  /// Does a page, again and again if the hub gives no answer.
  ///
  /// @return whether there are more
  private boolean page() throws InterruptedException {
    for (int tries = 1; goesOn(); tries++) {
      beginPage();
      boolean more = false;
      try {
        more = act();
      } catch (UnavailableException e) {
        unanswered();
      }
      if (endPage()) {
        keep();
        return more;
      }
      if (isStopping()) {
        return true;
      }
      if (tries == TRIES) {
        throw new UnavailableException("The hub gave no answer for " + TRIES + " seconds");
      }
      Thread.sleep(PAUSE);
    }
    return true;
  }

  private boolean act() throws InterruptedException {
    Filter filter = order.filter().until(created);
    InstancePage page = hub.ask(it -> it.query(
        new InstanceQuery(filter.indexed(), PAGE, place(), filter.needsPayloads())));
    Semaphore room = new Semaphore(UNDER_WAY);
    for (InstanceState instance : page.instances()) {
      if (goesOn() && filter.matches(instance)) {
        room.acquire();
        String instanceId = instance.instanceId();
        CompletionStage<?> _ = action.on(instanceId).whenComplete((outcome, failure) -> {
          count(instanceId, outcome, failure);
          room.release();
        });
      }
    }
    room.acquire(UNDER_WAY); // All that was under way has ended.
    move(page.continuation());
    return page.continuation() != null;
  }

  private synchronized @Nullable String place() {
    return cursor;
  }

  private synchronized void move(@Nullable String to) {
    if (!stopping && !unanswered) {
      cursor = to;
    }
  }

  private synchronized void beginPage() {
    unanswered = false;
    shown = kept;
  }

  /// Takes what the page has done as done, unless it has to be done again.
  private synchronized boolean endPage() {
    boolean ended = !stopping && !unanswered;
    kept = ended ? shown : kept;
    return ended;
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  private synchronized JobRecord record() {
    return new JobRecord(id, order, created, cursor, kept);
  }

  private synchronized boolean canceled() {
    boolean now = !shown.state().isOver();
    if (now) {
      shown = shown.in(State.CANCELED);
      kept = kept.in(State.CANCELED);
    }
    return now;
  }

  private synchronized void unanswered() {
    unanswered = true;
  }

  private synchronized void count(
      String instanceId, @Nullable Outcome outcome, @Nullable Throwable failure) {
    switch (outcome) {
      case null -> count(Count.FAILED, instanceId, String.valueOf(failure));
      case Outcome.Accepted _ -> shown = shown.counted(Count.DONE);
      case Outcome.NoEffect it -> count(Count.SKIPPED, instanceId, it.message());
      case Outcome.Refused it -> count(Count.SKIPPED, instanceId, it.message());
      case Outcome.NotFound _ -> count(Count.SKIPPED, instanceId, "It is gone");
      case Outcome.Exists _ -> count(Count.SKIPPED, instanceId, "It exists");
      case Outcome.Invalid it -> count(Count.FAILED, instanceId, it.message());
      case Outcome.Reused it -> count(Count.FAILED, instanceId, it.message());
      case Outcome.TooLarge it -> count(Count.FAILED, instanceId, it.message());
      case Outcome.Unavailable _ -> unanswered = true;
    }
  }

  private void count(Count count, String instanceId, String message) {
    shown = shown.counted(count);
    trouble(instanceId, message);
  }

  private synchronized void trouble(String instanceId, String message) {
    shown = shown.with(new Trouble(instanceId, message));
  }

  private synchronized void begin() {
    if (!kept.state().isOver()) {
      kept = kept.state() == State.RUNNING ? kept.takenUp() : kept.in(State.RUNNING);
      shown = kept;
    }
  }

  private synchronized boolean goesOn() {
    return !stopping && !shown.state().isOver();
  }

  private void end(State how) {
    try {
      if (ended(how)) {
        keep();
      }
    } catch (RuntimeException e) { // After the next start it ends once more.
      log.warn("The end of the job {} cannot be kept", id, e);
    }
  }

  private synchronized boolean ended(State how) {
    boolean now = !stopping && !shown.state().isOver();
    if (now) {
      shown = shown.in(how);
      kept = shown;
    }
    return now;
  }
}
