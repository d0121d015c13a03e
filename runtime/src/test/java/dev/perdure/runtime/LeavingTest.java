package dev.perdure.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.request.Outcome;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.store.MemoryFaults;
import dev.perdure.runtime.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A hub that stops in good order.
final class LeavingTest {

  /// More than a partition takes in one run.
  private static final int MANY = 5_000;

  @Test
  void whatArrivedBeforeTheEndIsTaken() {
    MemoryStore store = MemoryStore.open(new MemoryStore.Disk(), MemoryFaults.NONE);
    List<CompletionStage<Outcome>> before = new ArrayList<>();
    CompletionStage<Outcome> after;
    try (TaskHub hub = TaskHub.open(store, new SystemEnv(), HubOptions.defaults())) {
      for (int i = 0; i < MANY; i++) {
        before.add(hub.start(Hubs.start("before-" + i, "Nobody", null)));
      }
      hub.leave().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
      after = hub.start(Hubs.start("after", "Nobody", null));
    }

    assertThat(before)
        .allSatisfy(it -> assertThat(Hubs.get(it)).isInstanceOf(Outcome.Accepted.class));
    assertThat(Hubs.get(after)).isInstanceOf(Outcome.Unavailable.class);
  }
}
