package dev.perdure.runtime.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.runtime.memory.OpenMemory;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Work that is fetched though a worker has it already.
final class DuplicateWorkTest {
  private final Map<WorkToken, Consumer<@Nullable WorkItem>> asked = new ConcurrentHashMap<>();
  private final OpenMemory memory = new OpenMemory(800);
  private final List<WorkerSubscription> workers = new CopyOnWriteArrayList<>();
  private final Holdings holdings = new Holdings();
  private final WorkQueues queues = new WorkQueues(
      WorkKind.ACTIVITY, workers, new WaitingRoom(memory), asked::put,
      new Fetches(memory.mostFetched()));

  /// A duplicate gives its place back, and nobody looks what else waits.
  @Test
  void aPlaceThatADuplicateLeavesGoesToTheNext() {
    assertThat(queues.offer(Waiting.whole(activity(1, "A")))).isFalse();
    queues.add(subscribe("A"));
    Objects.requireNonNull(asked.remove(Offering.token(1))).accept(activity(1, "A"));
    assertThat(queues.offer(Waiting.whole(activity(1, "A")))).isTrue();
    assertThat(queues.offer(Waiting.whole(activity(2, "A")))).isTrue();
    queues.add(subscribe("A"));
    assertThat(asked).containsOnlyKeys(Offering.token(1));

    Objects.requireNonNull(asked.remove(Offering.token(1))).accept(activity(1, "A"));

    assertThat(asked).containsOnlyKeys(Offering.token(2));
  }

  private WorkerSubscription subscribe(String name) {
    WorkerSubscription worker = new WorkerSubscription(
        new WorkerOffer(Set.of(), Set.of(name), 1, 1), Offering.SILENT, false, holdings);
    workers.add(worker);
    for (FunctionQueue queue : queues.all()) {
      if (queue.name().equals(name)) {
        queue.add(worker);
      }
    }
    return worker;
  }

  private static WorkItem activity(long sequence, String name) {
    return Offering.activity(sequence, name, "x".repeat(500));
  }
}
