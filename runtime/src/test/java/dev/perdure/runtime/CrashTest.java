package dev.perdure.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.orchestration.Limits;
import dev.perdure.model.Action;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.store.HubIdentity;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.work.WorkTaker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

final class CrashTest {
  private static final int INSTANCES = 1_500;
  private static final int ACTIVITIES = 20;

  private final MemoryStore.Disk disk = new MemoryStore.Disk(
      new HubIdentity("test", 1, HubIdentity.CURRENT_FORMAT));

  /// The attempt is counted before the offer, whatever else makes the turn due.
  @Test
  void anUncleanEndCountsForInstancesThatAreSentSomethingAtOnce() {
    MemoryStore.Disk crashed;
    try (TaskHub hub = open(disk)) {
      List<CompletionStage<?>> starts = new ArrayList<>();
      for (int i = 0; i < INSTANCES; i++) {
        starts.add(hub.start(Hubs.start("i" + i, "Greet", null)));
      }
      starts.forEach(Hubs::get);
      crashed = disk.copy();
    }
    Map<String, Integer> attempts = new ConcurrentHashMap<>();

    try (TaskHub hub = open(crashed)) {
      Hubs.worker(
          hub, Set.of("Greet"), unused -> List.of(Hubs.complete(0, null)),
          item -> attempts.putIfAbsent(
              item.token().execution().instanceId(), item.token().attempt()));
      for (int i = INSTANCES - 1; i >= 0; i--) {
        hub.raiseEvent("i" + i, "E", null, null);
      }
      Hubs.await(() -> attempts.size() == INSTANCES);
    }

    assertThat(attempts.values()).containsOnly(2);
  }

  /// Their workers do not end with this process, so that none of them can be why it ended.
  @Test
  void activitiesElsewhereRunSideBySideAfterAnyNumberOfUncleanEnds() {
    MemoryStore.Disk present = disk;
    try (TaskHub hub = open(present)) {
      for (int i = 0; i < ACTIVITIES; i++) {
        Hubs.get(hub.start(Hubs.start("i" + i, "Travel", null)));
      }
    }
    Set<WorkToken> offered = ConcurrentHashMap.newKeySet();

    for (int ends = 0; ends < 2 * Limits.MAX_ATTEMPTS; ends++) {
      try (TaskHub hub = open(present)) {
        offered.clear();
        serve(hub, offered);
        Hubs.await(() -> offered.size() == ACTIVITIES);
        present = present.copy();
      }
    }
    try (TaskHub hub = open(present)) {
      offered.clear();
      serve(hub, offered);
      Hubs.await(() -> offered.size() == ACTIVITIES);
      offered.forEach(
          token -> hub.work().completeActivity(token, new TaskOutcome.Succeeded("\"done\"")));
      for (int i = 0; i < ACTIVITIES; i++) {
        assertThat(Hubs.get(hub.awaitCompletion("i" + i, false)))
            .hasValueSatisfying(
                end -> assertThat(end.status()).isEqualTo(OrchestrationStatus.COMPLETED));
      }
    }
  }

  /// The orchestrators run here, and their activities elsewhere.
  private static void serve(TaskHub hub, Set<WorkToken> activities) {
    Hubs.worker(hub, Set.of("Travel"), CrashTest::goOn);
    hub.work().subscribe(
        new WorkerOffer(Set.of(), Set.of("Far"), Set.of(), 1, 2 * ACTIVITIES, 1),
        new WorkTaker() {
          @Override
          public void accept(WorkItem item) {
            activities.add(item.token());
          }

          @Override
          public void forget(ExecutionKey execution) {}
        }, false);
  }

  private static List<Action> goOn(WorkItem.Turn turn) {
    return List.of(
        turn.position().events() == 0
            ? new Action.ScheduleTask(0, new FunctionRef("Far", null), null, null, Map.of())
            : Hubs.complete(1, null));
  }

  private static TaskHub open(MemoryStore.Disk disk) {
    return TaskHub.open(MemoryStore.open(disk), new SystemEnv(), HubOptions.defaults());
  }
}
