package dev.perdure.testing;

import dev.perdure.sdk.client.DurableTaskClient;
import dev.perdure.sdk.worker.WorkerOptions;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What a whole hub promises on every store, as tests to inherit: it is ended again and again in
/// the middle of a mixed load, and everything that was acknowledged ends as if nothing had
/// happened.
public abstract class HubDurability {
  private static final int ROUNDS = 3;
  private static final int LATEST_COMMIT = 40;

  /// For subclasses.
  protected HubDurability() {}

  /// A new, empty place for each hub.
  protected abstract StorePlace place();

  /// How often a hub is ended in each test.
  protected int ends() {
    return 12;
  }

  @Test
  void everythingEndsAcrossCrashesWhenAllIsReplayed() throws Exception {
    endAgainAndAgain(0, TestHub::crash);
  }

  @Test
  void everythingEndsAcrossCrashesWhenMuchIsReplayed() throws Exception {
    endAgainAndAgain(1, TestHub::crash);
  }

  @Test
  void everythingEndsAcrossCrashes() throws Exception {
    endAgainAndAgain(10_000, TestHub::crash);
  }

  @Test
  void everythingEndsAcrossRestarts() throws Exception {
    endAgainAndAgain(10_000, TestHub::restart);
  }

  @Test
  void everythingEndsAcrossRestartsWhenMuchIsReplayed() throws Exception {
    endAgainAndAgain(1, TestHub::restart);
  }

  private void endAgainAndAgain(int sessionCacheSize, Consumer<TestHub> end) throws Exception {
    Random random = new Random(sessionCacheSize);
    MixedWorkload work = new MixedWorkload();
    TestHubOptions options = TestHubOptions.defaults().withPlace(place())
        .withWorker(WorkerOptions.defaults().withSessionCacheSize(sessionCacheSize));
    try (TestHub hub = TestHub.start(work.functions(), options)) {
      for (int i = 0; i < ends(); i++) {
        loadAndEnd(hub, work, 1 + random.nextInt(LATEST_COMMIT), end);
        hub.advance(Duration.ofSeconds(random.nextInt(60)));
      }
      hub.advance(Duration.ofMinutes(10));
      work.verify(hub.client());
    }
  }

  /// Loads from another thread and ends the hub after so many commits, or when the load is done.
  private static void loadAndEnd(
      TestHub hub, MixedWorkload work, int commits, Consumer<TestHub> end) throws Exception {
    DurableTaskClient client = hub.client();
    CountDownLatch reached = hub.afterCommits(commits);
    Thread loader = Thread.ofVirtual().start(() -> work.loadUntilGone(client, ROUNDS));
    while (!reached.await(1, TimeUnit.MILLISECONDS) && loader.isAlive()) {
      Thread.onSpinWait();
    }
    end.accept(hub);
    loader.join();
    work.repeatInterrupted(hub.client());
  }
}
