package dev.perdure.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.Action;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.StartRequest;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.HubIdentity;
import dev.perdure.runtime.store.MemoryFaults;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.work.WorkTaker;
import dev.perdure.runtime.work.WorkerSubscription;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// A suspect that is taken back while it is looked up does not hold up the other suspects.
final class WithdrawnSuspectTest {
  private final Semaphore commits = new Semaphore(1);

  @Test
  void whileItIsLookedUp() {
    assertTheOtherIsTried(HubOptions.defaults().withMaxOpenBytes(100_000));
  }

  @Test
  void whileItWaitsWhole() {
    assertTheOtherIsTried(HubOptions.defaults());
  }

  private void assertTheOtherIsTried(HubOptions options) {
    MemoryStore.Disk disk = scheduled();
    for (int ends = 0; ends < 3; ends++) {
      try (TaskHub hub = TaskHub.open(MemoryStore.open(disk), new SystemEnv(), options)) {
        Hubs.await(hub::serving);
        sleep(300);
        disk = disk.copy();
      }
    }
    MemoryStore store = MemoryStore.open(disk, new MemoryFaults() {
      @Override
      public void beforeBatch(Batch batch) {
        commits.acquireUninterruptibly();
        commits.release();
      }
    });
    try (TaskHub hub = TaskHub.open(store, new SystemEnv(), options)) {
      Hubs.await(hub::serving);
      AtomicBoolean room = new AtomicBoolean();
      Set<String> tried = ConcurrentHashMap.newKeySet();
      WorkerSubscription worker = hub.work().subscribe(
          new WorkerOffer(Set.of(), Set.of("Travel"), 1, 1),
          new Taker(hub, room, tried), true);
      sleep(300); // The first suspect waits for room.
      commits.acquireUninterruptibly();
      CompletionStage<Outcome> unused = hub.terminate("s1", null, false);
      sleep(300); // Decided and not durable.
      room.set(true);
      hub.work().roomAgain(worker);
      sleep(300); // Looked up.
      commits.release();
      Hubs.await(() -> tried.contains("s2"));
    }
  }

  private static MemoryStore.Disk scheduled() {
    MemoryStore.Disk disk = new MemoryStore.Disk(
        new HubIdentity("test", 1, HubIdentity.CURRENT_FORMAT));
    try (TaskHub hub = TaskHub.open(
        MemoryStore.open(disk), new SystemEnv(), HubOptions.defaults())) {
      Hubs.worker(hub, Set.of("Go"), turn -> List.of(travel()));
      for (String id : List.of("s1", "s2")) {
        assertThat(Hubs.get(hub.start(StartRequest.of(id, "Go", null)))).isNotNull();
        sleep(300);
      }
      return disk.copy();
    }
  }

  private static Action travel() {
    return new Action.ScheduleTask(
        0, new FunctionRef("Travel", null), "\"" + "x".repeat(13_000) + "\"", null, Map.of());
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private record Taker(TaskHub hub, AtomicBoolean room, Set<String> tried) implements WorkTaker {
    @Override
    public boolean hasRoom() {
      return room.get();
    }

    @Override
    public void accept(WorkItem item) {
      tried.add(item.token().execution().instanceId());
      Thread.startVirtualThread(() -> hub.work().completeActivity(
          item.token(), new TaskOutcome.Succeeded(null)));
    }

    @Override
    public void forget(ExecutionKey execution) {}
  }
}
