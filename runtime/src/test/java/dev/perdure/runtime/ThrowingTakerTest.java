package dev.perdure.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.StartRequest;
import dev.perdure.model.work.TurnResult;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.store.HubIdentity;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.work.WorkTaker;
import dev.perdure.runtime.work.WorkerSubscription;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// A worker that throws when it is given what was looked up harms nobody else.
final class ThrowingTakerTest {

  @Test
  void anException() {
    assertAllIsDone(() -> {
      throw new IllegalStateException("once");
    });
  }

  @Test
  void anError() {
    assertAllIsDone(() -> {
      throw new AssertionError("once");
    });
  }

  private static void assertAllIsDone(Supplier<Boolean> fails) {
    MemoryStore.Disk disk = new MemoryStore.Disk(
        new HubIdentity("test", 1, HubIdentity.CURRENT_FORMAT));
    HubOptions options = HubOptions.defaults().withMaxOpenBytes(50_000);
    try (TaskHub hub = TaskHub.open(MemoryStore.open(disk), new SystemEnv(), options)) {
      start(hub, "small", 10_000);
      start(hub, "large", 30_000);
      Set<String> done = ConcurrentHashMap.newKeySet();
      AtomicBoolean failed = new AtomicBoolean();
      WorkerSubscription unused = hub.work().subscribe(
          new WorkerOffer(Set.of("Greet"), Set.of(), 1, 1), new WorkTaker() {
            @Override
            public void accept(WorkItem item) {
              if (!failed.getAndSet(true)) {
                boolean never = fails.get();
                assertThat(never).isTrue();
              }
              done.add(item.token().execution().instanceId());
              Thread.startVirtualThread(() -> hub.work().completeTurn(
                  item.token(),
                  new TurnResult(List.of(Hubs.complete(0, null)), null, TurnResult.ALL)));
            }

            @Override
            public void forget(ExecutionKey execution) {}
          }, false);
      Hubs.await(() -> done.size() == 2);
    }
  }

  private static void start(TaskHub hub, String id, int bytes) {
    assertThat(Hubs.get(hub.start(StartRequest.of(id, "Greet", "\"" + "x".repeat(bytes) + "\""))))
        .isInstanceOf(Outcome.Accepted.class);
  }
}
