package dev.perdure.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.PurgeOutcome;
import dev.perdure.model.work.WorkItem;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.store.MemoryStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PurgesTest {
  private final TaskHub hub = TaskHub.open(
      MemoryStore.open(new MemoryStore.Disk()), new SystemEnv(), HubOptions.defaults());

  @BeforeEach
  void work() {
    Hubs.worker(hub, Set.of("Leaf", "Wide", "Deep", "Itself", "Foreign"), this::turn);
  }

  @AfterEach
  void close() {
    hub.close();
  }

  @Test
  void aWidePurgeRemovesAllChildren() {
    run("w", "Wide");

    assertThat(Hubs.get(hub.purge("w", true))).isEqualTo(new PurgeOutcome(501, null));
    assertThat(Hubs.get(hub.get("w-7", false))).isEmpty();
    assertThat(Hubs.get(hub.purge("w", true)).refused()).isInstanceOf(Outcome.NotFound.class);
  }

  @Test
  void aDeepPurgeRemovesAllGenerations() {
    run("d-3000", "Deep");

    assertThat(Hubs.get(hub.purge("d-3000", true))).isEqualTo(new PurgeOutcome(3_001, null));
  }

  @Test
  void anInstanceThatCalledItselfIsPurgedOnce() {
    run("i", "Itself");

    assertThat(Hubs.get(hub.purge("i", true))).isEqualTo(new PurgeOutcome(1, null));
  }

  @Test
  void anInstanceOfWhoseIdAParentWasRefusedStays() {
    Hubs.get(hub.start(Hubs.start("other", "Leaf", Instant.now().plusSeconds(60))));
    run("f", "Foreign");
    Hubs.get(hub.terminate("other", null, false));

    assertThat(Hubs.get(hub.purge("f", true))).isEqualTo(new PurgeOutcome(1, null));
    assertThat(Hubs.get(hub.get("other", false))).isPresent();
  }

  @Test
  void childrenStayUnlessTheyAreMeant() {
    run("d-1", "Deep");

    assertThat(Hubs.get(hub.purge("d-1", false))).isEqualTo(new PurgeOutcome(1, null));
    assertThat(Hubs.get(hub.get("d-0", false))).isPresent();
  }

  @Test
  void allThatMatchArePurged() {
    for (int i = 0; i < 450; i++) {
      Hubs.get(hub.start(Hubs.start("leaf-" + i, "Leaf", null)));
    }
    for (int i = 0; i < 450; i++) {
      Hubs.get(hub.awaitCompletion("leaf-" + i, false));
    }
    run("d-3", "Deep");

    assertThat(Hubs.get(hub.purge(InstanceFilter.ALL, true)).removed()).isEqualTo(454);
    assertThat(Hubs.get(hub.purge(InstanceFilter.ALL, false)).removed()).isZero();
  }

  private void run(String id, String name) {
    Hubs.get(hub.start(Hubs.start(id, name, null)));
    assertThat(Hubs.get(hub.awaitCompletion(id, false)).orElseThrow().status().isTerminal())
        .isTrue();
  }

  /// The first turn calls children, and the one in which the first of them answers ends.
  private List<Action> turn(WorkItem.Turn turn) {
    String id = turn.token().execution().instanceId();
    boolean first = turn.newEvents().stream()
        .anyMatch(event -> event.body() instanceof EventBody.ExecutionStarted);
    List<Action> calls = first ? calls(id, turn.function().name()) : List.of();
    return calls.isEmpty() ? end(turn) : calls;
  }

  private List<Action> calls(String id, String name) {
    List<Action> calls = new ArrayList<>();
    switch (name) {
      case "Wide" -> {
        for (int i = 0; i < 500; i++) {
          calls.add(Hubs.child(i, id + "-" + i, "Leaf"));
        }
      }
      case "Deep" -> {
        int depth = Integer.parseInt(id.substring(2));
        if (depth > 0) {
          calls.add(Hubs.child(0, "d-" + (depth - 1), "Deep"));
        }
      }
      case "Itself" -> calls.add(Hubs.child(0, id, "Itself"));
      case "Foreign" -> calls.add(Hubs.child(0, "other", "Leaf"));
      default -> {}
    }
    return calls;
  }

  /// A wide one has to wait for all of its children.
  private List<Action> end(WorkItem.Turn turn) {
    if (turn.function().name().equals("Wide")) {
      int past = Hubs.get(hub.work().history(turn)).stream().mapToInt(this::answer).sum();
      int now = turn.newEvents().stream().mapToInt(this::answer).sum();
      return past + now < 500 ? List.of() : List.of(Hubs.complete(1_000, null));
    }
    return List.of(Hubs.complete(1_000, null));
  }

  private int answer(HistoryEvent event) {
    return event.body() instanceof EventBody.SubOrchestrationCompleted ? 1 : 0;
  }
}
