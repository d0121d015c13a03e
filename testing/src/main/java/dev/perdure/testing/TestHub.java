package dev.perdure.testing;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.runtime.TaskHub;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.Snapshot;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.client.DurableTaskClient;
import dev.perdure.sdk.worker.DurableTaskWorker;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// A task hub for tests: the real one, in the test's own process, with a worker for the test's
/// functions, rows in memory, and a clock that stands still until the test moves it. Nothing
/// sleeps: a timer of thirty days fires when the test says that thirty days have passed.
///
/// ```java
/// try (TestHub hub = TestHub.start(new FunctionRegistry().register(Reminders.class))) {
///   String id = hub.client().scheduleNewOrchestrationInstance("Remind", "Ada");
///   hub.advance(Duration.ofDays(30));
///   assertThat(hub.client().getInstanceMetadata(id, true).isCompleted()).isTrue();
/// }
/// ```
///
/// Contract:
/// - time passes in [#advance] and [#advanceTo] only;
/// - an orchestrator's clock is one millisecond past a timer that has just fired, as the protocol
///   of Durable Task wants it, so that timers in a row drift by that much;
/// - methods of the client answer as they do in production and need no moved clock;
/// - one thread at a time moves the clock, restarts and crashes.
public final class TestHub implements AutoCloseable {

  /// The runtime's own delays up to this length are waited out one by one when the clock moves.
  /// Longer ones are those of its housekeeping, which is content to run once at the end of a leap.
  private static final Duration LONGEST_STEP = Duration.ofMinutes(1);

  private final TestHubOptions options;
  private final StorePlace place;
  private FunctionRegistry functions;
  private boolean working;
  private Opening opening;

  /// All that a restart makes anew.
  private static final class Opening {
    private final VirtualEnv env;
    private final Breaker store;
    private final EmbeddedHub hub;
    private final DurableTaskClient client;
    private @Nullable DurableTaskWorker worker;

    Opening(StorePlace place, TestHubOptions options, Instant now) {
      env = new VirtualEnv(now);
      store = new Breaker(place.open());
      hub = EmbeddedHub.open(store, env, options.hub());
      client = new DurableTaskClient(hub);
    }

    void close() {
      if (worker != null) {
        worker.close();
      }
      hub.close();
    }
  }

  private TestHub(FunctionRegistry functions, TestHubOptions options) {
    this.options = options;
    this.functions = functions;
    this.place = options.newPlace();
    this.working = options.startsWorker();
    this.opening = open(options.start());
  }

  /// Starts an empty hub with a worker for the functions.
  public static TestHub start(FunctionRegistry functions) {
    return start(functions, TestHubOptions.defaults());
  }

  /// Starts a hub.
  public static TestHub start(FunctionRegistry functions, TestHubOptions options) {
    return new TestHub(functions, options);
  }

  /// A client of the hub. Ask again after a restart or a crash.
  public DurableTaskClient client() {
    return opening.client;
  }

  /// The ports of the hub, for more clients and workers. Ask again after a restart or a crash.
  public EmbeddedHub hub() {
    return opening.hub;
  }

  /// The runtime behind the ports. Ask again after a restart or a crash.
  public TaskHub taskHub() {
    return opening.hub.taskHub();
  }

  /// The hub's time.
  public Instant now() {
    return opening.env.now();
  }

  /// Lets time pass. Whatever is under way comes to rest first; then every timer fires at its own
  /// time, in order, those that are set meanwhile among them; at the end everything is at rest
  /// again.
  ///
  /// @throws AssertionError if something does not come to rest
  public void advance(Duration duration) {
    advanceTo(now().plus(duration));
  }

  /// Lets time pass until the given instant.
  ///
  /// @throws IllegalArgumentException if it has passed
  /// @throws AssertionError if something does not come to rest
  public void advanceTo(Instant instant) {
    awaitIdle();
    for (Instant next = nextStep(); next != null && next.isBefore(instant); next = nextStep()) {
      opening.env.moveTo(next);
      awaitIdle();
    }
    opening.env.moveTo(instant);
    awaitIdle();
  }

  /// Waits until nothing can happen any more unless time passes or somebody from outside comes. A
  /// function that waits, without a time limit, for something that the test will do counts as
  /// resting.
  ///
  /// @throws AssertionError if that takes longer than the options say
  public void awaitIdle() {
    opening.env.awaitIdle(options.patience());
  }

  /// Starts a worker for the functions if none works.
  public void startWorker() {
    if (opening.worker == null) {
      working = true;
      startWorker(opening);
    }
  }

  /// Closes the worker, if there is one: what it has not finished waits for the next one.
  public void stopWorker() {
    working = false;
    if (opening.worker != null) {
      opening.worker.close();
      opening.worker = null;
    }
  }

  /// Closes the hub in good order, whatever is under way, and opens it again.
  public void restart() {
    restart(functions);
  }

  /// Closes the hub in good order, whatever is under way, and opens it again with other functions.
  public void restart(FunctionRegistry next) {
    opening.close();
    functions = next;
    opening = open(now());
  }

  /// Ends the hub as a power cut would, whatever is under way, and opens it again: what was
  /// committed is there, and nothing else. Code that runs is not stopped by that; but nothing that
  /// it does from now on is seen.
  public void crash() {
    crash(functions);
  }

  /// Ends the hub as a power cut would, and opens it again with other functions.
  public void crash(FunctionRegistry next) {
    Opening crashed = opening;
    crashed.store.cut();
    place.crash(crashed.store.store());
    crashed.close();
    functions = next;
    opening = open(crashed.env.now());
  }

  /// Opens when the hub has committed so many times from now on.
  CountDownLatch afterCommits(int commits) {
    return opening.store.after(commits);
  }

  /// Closes the worker and the hub.
  @Override
  public void close() {
    opening.close();
  }

  private Opening open(Instant now) {
    Opening opened = new Opening(place, options, now);
    if (working) {
      startWorker(opened);
    }
    return opened;
  }

  private void startWorker(Opening at) {
    at.worker = new DurableTaskWorker(
        at.hub, functions, options.worker().withThreads(at.env.threads())).start();
  }

  /// When something happens by itself next, or null.
  private @Nullable Instant nextStep() {
    Instant next = opening.env.nextTask(LONGEST_STEP);
    byte[] from = Keys.timersFrom(now().plus(1, ChronoUnit.MICROS));
    try (Snapshot snapshot = opening.store.snapshot()) {
      for (int partition = 0; partition < opening.store.hub().partitions(); partition++) {
        try (Cursor timers = snapshot.partition(partition).scan(from,
            Keys.after(Keys.allTimers()))) {
          Instant due = timers.next() ? Keys.timerKey(timers.key()).due() : null;
          next = due != null && (next == null || due.isBefore(next)) ? due : next;
        }
      }
    }
    return next;
  }
}
