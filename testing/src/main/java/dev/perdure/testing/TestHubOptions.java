package dev.perdure.testing;

import dev.perdure.runtime.HubOptions;
import dev.perdure.sdk.worker.WorkerOptions;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a [TestHub] is set up. Immutable; each `with…` method gives a changed copy.
public final class TestHubOptions {

  /// What time it is at first unless told otherwise.
  public static final Instant DEFAULT_START = Instant.parse("2030-01-01T00:00:00Z");

  /// How long waiting for the hub to come to rest takes at most unless told otherwise.
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

  private static final TestHubOptions DEFAULTS = new TestHubOptions();

  private HubOptions hub = HubOptions.defaults();
  private WorkerOptions worker = WorkerOptions.defaults();
  private @Nullable StorePlace place;
  private Instant start = DEFAULT_START;
  private Duration patience = DEFAULT_PATIENCE;
  private boolean withWorker = true;

  private TestHubOptions() {}

  private TestHubOptions(TestHubOptions other) {
    hub = other.hub;
    worker = other.worker;
    place = other.place;
    start = other.start;
    patience = other.patience;
    withWorker = other.withWorker;
  }

  /// A memory store of its own for each hub, and the default options.
  public static TestHubOptions defaults() {
    return DEFAULTS;
  }

  /// Sets how the hub behaves.
  public TestHubOptions withHub(HubOptions options) {
    TestHubOptions changed = new TestHubOptions(this);
    changed.hub = options;
    return changed;
  }

  /// Sets how the worker works, but for its threads, which are the hub's.
  public TestHubOptions withWorker(WorkerOptions options) {
    TestHubOptions changed = new TestHubOptions(this);
    changed.worker = options;
    return changed;
  }

  /// Starts no worker: [TestHub#startWorker] does that later.
  public TestHubOptions withoutWorker() {
    TestHubOptions changed = new TestHubOptions(this);
    changed.withWorker = false;
    return changed;
  }

  /// Sets where the hub keeps its rows.
  public TestHubOptions withPlace(StorePlace place) {
    TestHubOptions changed = new TestHubOptions(this);
    changed.place = place;
    return changed;
  }

  /// Sets what time it is at first.
  public TestHubOptions withStart(Instant instant) {
    TestHubOptions changed = new TestHubOptions(this);
    changed.start = instant;
    return changed;
  }

  /// Sets how long waiting for the hub to come to rest takes at most.
  public TestHubOptions withPatience(Duration patience) {
    TestHubOptions changed = new TestHubOptions(this);
    changed.patience = patience;
    return changed;
  }

  HubOptions hub() {
    return hub;
  }

  WorkerOptions worker() {
    return worker;
  }

  StorePlace newPlace() {
    return place == null ? new MemoryPlace() : place;
  }

  Instant start() {
    return start;
  }

  Duration patience() {
    return patience;
  }

  boolean startsWorker() {
    return withWorker;
  }
}
