package dev.perdure.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.Action;
import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.InstanceState;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.StartRequest;
import dev.perdure.model.work.WorkItem;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.store.HubIdentity;
import dev.perdure.runtime.store.MemoryStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What waits for workers waits in the store when memory has no room for it; clients may not bring
/// more than can be known of.
final class OpenMemoryTest {
  private static final int COUNT = 100;
  private static final int PAYLOAD = 10_000;

  /// Room for the tokens of all, and for five payloads of instances.
  private static final HubOptions SMALL = HubOptions.defaults().withMaxOpenBytes(10L * PAYLOAD);

  private final MemoryStore.Disk disk = new MemoryStore.Disk(
      new HubIdentity("test", 1, HubIdentity.CURRENT_FORMAT));

  @Test
  void turnsWithoutRoomWaitInTheStore() {
    try (TaskHub hub = open(SMALL)) {
      startAll(hub);
      assertThat(Hubs.get(hub.raiseEvent("i1", "E", "x", null)))
          .isInstanceOf(Outcome.Accepted.class);

      Hubs.worker(hub, Set.of("Greet"), turn -> List.of(Hubs.complete(0, input(turn))));

      assertAllEndWithTheirInputs(hub);
    }
  }

  @Test
  void activitiesWithoutRoomWaitInTheStore() {
    try (TaskHub hub = open(SMALL)) {
      startAll(hub);
      Hubs.worker(hub, Set.of("Greet"), turn -> turn.newEvents().stream()
          .map(HistoryEvent::body)
          .filter(EventBody.TaskCompleted.class::isInstance)
          .map(EventBody.TaskCompleted.class::cast)
          .map(done -> Hubs.complete(1, done.result()))
          .findAny().map(List::of).orElseGet(() -> List.of(echo(0, input(turn)))));

      assertAllEndWithTheirInputs(hub);
    }
  }

  /// What a single instance has open is larger than all memory for open state.
  @Test
  void anInstanceLargerThanMemoryIsDone() {
    try (TaskHub hub = open(SMALL)) {
      assertThat(start(hub, "i0")).isInstanceOf(Outcome.Accepted.class);
      AtomicInteger results = new AtomicInteger();
      Set<String> wrong = ConcurrentHashMap.newKeySet();

      Hubs.worker(hub, Set.of("Greet"), turn -> {
        for (HistoryEvent event : turn.newEvents()) {
          if (event.body() instanceof EventBody.ExecutionStarted) {
            return IntStream.range(0, COUNT)
                .mapToObj(i -> echo(i, payload(i))).toList();
          } else if (event.body() instanceof EventBody.TaskCompleted done) {
            results.incrementAndGet();
            if (!payload(done.taskId()).equals(done.result())) {
              wrong.add(String.valueOf(done));
            }
          }
        }
        return results.get() < COUNT ? List.of() : List.of(Hubs.complete(COUNT, payload(0)));
      });

      assertEndsWithItsInput(hub, 0);
      assertThat(wrong).isEmpty();
      assertThat(results).hasValue(COUNT);
    }
  }

  @Test
  void entitiesWithoutRoomWaitInTheStore() {
    try (TaskHub hub = open(SMALL)) {
      for (int i = 0; i < COUNT; i++) {
        assertThat(Hubs.get(hub.entities().signal(
            OperationRequest.of(new EntityId("counter", "k" + i), "add", payload(i)))))
            .isInstanceOf(Outcome.Accepted.class);
      }

      Hubs.worker(hub, Set.of(), unused -> List.of());

      for (int i = 0; i < COUNT; i++) {
        EntityId counter = new EntityId("counter", "k" + i);
        Hubs.await(() -> Hubs.get(hub.entities().get(counter, true))
            .map(EntityState::state).filter("1"::equals).isPresent());
      }
    }
  }

  @Test
  void clientsAreRefusedWhenEvenTheTokensOfWhatWaitsHaveNoRoom() {
    try (TaskHub hub = open(HubOptions.defaults().withMaxOpenBytes(20_000))) {
      int started = 0;
      while (startSmall(hub, "i" + started) instanceof Outcome.Accepted) {
        started++;
      }

      assertThat(started).isBetween(5, 40);
      assertThat(startSmall(hub, "more")).isInstanceOfSatisfying(
          Outcome.Unavailable.class,
          refused -> assertThat(refused.message()).contains("less than 20000 bytes"));
      assertThat(Hubs.get(hub.raiseEvent("i1", "E", "x", null)))
          .isInstanceOf(Outcome.Unavailable.class);
      assertThat(Hubs.get(hub.suspend("i1", null))).isInstanceOf(Outcome.Accepted.class);

      Hubs.worker(hub, Set.of("Greet"), unused -> List.of(Hubs.complete(0, null)));
      for (int i = 2; i < started; i++) {
        assertThat(Hubs.get(hub.awaitCompletion("i" + i, false)).orElseThrow().status())
            .isEqualTo(OrchestrationStatus.COMPLETED);
      }
      Hubs.await(() -> startSmall(hub, "later") instanceof Outcome.Accepted);
    }
  }

  /// A state that is larger than memory allows, as another limit has let it become, is served.
  @Test
  void whatIsThereIsDoneWhateverTheLimit() {
    try (TaskHub hub = open(HubOptions.defaults())) {
      startAll(hub);
    }

    try (TaskHub hub = open(HubOptions.defaults().withMaxOpenBytes(PAYLOAD))) {
      Hubs.await(hub::serving);
      Hubs.await(() -> start(hub, "more") instanceof Outcome.Unavailable);
      Hubs.worker(hub, Set.of("Greet"), turn -> List.of(Hubs.complete(0, input(turn))));
      assertAllEndWithTheirInputs(hub);
      Hubs.await(() -> start(hub, "later") instanceof Outcome.Accepted);
    }
  }

  /// What waits for a time or an event need not stay in memory.
  @Test
  void whatNeedNotStayMakesRoom() {
    try (TaskHub hub = open(SMALL)) {
      for (int i = 0; i < COUNT; i++) {
        StartRequest plain = StartRequest.of("i" + i, "Greet", payload(i));
        StartRequest later = new StartRequest(
            plain.instanceId(), plain.function(), plain.input(),
            Instant.now().plusSeconds(100_000), plain.tags(), plain.reuse(), null, null);
        Hubs.await(() -> Hubs.get(hub.start(later)) instanceof Outcome.Accepted);
      }
    }
  }

  @Test
  void aLimitThatLetsNothingInIsRefused() {
    assertThatThrownBy(() -> HubOptions.defaults().withMaxOpenBytes(0))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("but got 0");
    assertThat(HubOptions.defaults().withMaxPayloadBytes(5).withInstanceCache(1)
        .withMaxOpenBytes(7).withMaxPendingRequests(3).maxOpenBytes()).isEqualTo(7);
  }

  private TaskHub open(HubOptions options) {
    return TaskHub.open(MemoryStore.open(disk), new SystemEnv(), options);
  }

  private static void startAll(TaskHub hub) {
    for (int i = 0; i < COUNT; i++) {
      assertThat(start(hub, "i" + i)).isInstanceOf(Outcome.Accepted.class);
    }
  }

  private static Outcome start(TaskHub hub, String id) {
    int number = id.startsWith("i") ? Integer.parseInt(id.substring(1)) : 0;
    return Hubs.get(hub.start(StartRequest.of(id, "Greet", payload(number))));
  }

  private static Outcome startSmall(TaskHub hub, String id) {
    return Hubs.get(hub.start(StartRequest.of(id, "Greet", "1")));
  }

  private static void assertAllEndWithTheirInputs(TaskHub hub) {
    for (int i = 0; i < COUNT; i++) {
      assertEndsWithItsInput(hub, i);
    }
  }

  private static void assertEndsWithItsInput(TaskHub hub, int number) {
    InstanceState state = Hubs.get(hub.awaitCompletion("i" + number, true)).orElseThrow();
    assertThat(state.status()).isEqualTo(OrchestrationStatus.COMPLETED);
    assertThat(Objects.requireNonNull(state.payloads()).output()).isEqualTo(payload(number));
  }

  private static String payload(int number) {
    return "\"" + number + "x".repeat(PAYLOAD) + "\"";
  }

  private static @Nullable String input(WorkItem.Turn turn) {
    return turn.newEvents().stream()
        .map(HistoryEvent::body)
        .filter(EventBody.ExecutionStarted.class::isInstance)
        .map(EventBody.ExecutionStarted.class::cast)
        .findAny().orElseThrow().input();
  }

  private static Action echo(int id, @Nullable String input) {
    return new Action.ScheduleTask(
        id, new FunctionRef("Echo", null), input, null, Map.of());
  }
}
