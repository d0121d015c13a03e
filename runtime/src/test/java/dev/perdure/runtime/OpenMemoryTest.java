package dev.perdure.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.StartRequest;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.store.HubIdentity;
import dev.perdure.runtime.store.MemoryStore;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What waits for workers takes memory; clients may not bring more than there is.
final class OpenMemoryTest {
  private static final int PAYLOAD = 1000;
  private static final HubOptions SMALL = HubOptions.defaults()
      .withMaxOpenBytes(10L * PAYLOAD);

  private final MemoryStore.Disk disk = new MemoryStore.Disk(
      new HubIdentity("test", 1, HubIdentity.CURRENT_FORMAT));

  @Test
  void clientsAreRefusedWhileTooMuchWaitsForWorkers() {
    try (TaskHub hub = open(SMALL)) {
      for (int i = 0; i < 10; i++) {
        assertThat(start(hub, "i" + i)).isInstanceOf(Outcome.Accepted.class);
      }

      assertThat(start(hub, "more")).isInstanceOfSatisfying(
          Outcome.Unavailable.class,
          refused -> assertThat(refused.message())
              .contains("less than 10000 bytes", "they take 10000"));
      assertThat(Hubs.get(hub.raiseEvent("i1", "E", "x", null)))
          .isInstanceOf(Outcome.Unavailable.class);
      assertThat(Hubs.get(hub.suspend("i1", null))).isInstanceOf(Outcome.Accepted.class);

      Hubs.worker(hub, Set.of("Greet"), unused -> List.of(Hubs.complete(0, null)));
      for (int i = 2; i < 10; i++) {
        assertThat(Hubs.get(hub.awaitCompletion("i" + i, false)).orElseThrow().status())
            .isEqualTo(OrchestrationStatus.COMPLETED);
      }
      assertThat(start(hub, "later")).isInstanceOf(Outcome.Accepted.class);
    }
  }

  /// A state that is larger than memory allows, as another limit has let it become, is served.
  @Test
  void whatIsThereIsDoneWhateverTheLimit() {
    try (TaskHub hub = open(HubOptions.defaults())) {
      for (int i = 0; i < 100; i++) {
        assertThat(start(hub, "i" + i)).isInstanceOf(Outcome.Accepted.class);
      }
    }

    try (TaskHub hub = open(SMALL)) {
      Hubs.await(hub::serving);
      Hubs.await(() -> start(hub, "more") instanceof Outcome.Unavailable);
      Hubs.worker(hub, Set.of("Greet"), unused -> List.of(Hubs.complete(0, null)));
      for (int i = 0; i < 100; i++) {
        assertThat(Hubs.get(hub.awaitCompletion("i" + i, false)).orElseThrow().status())
            .isEqualTo(OrchestrationStatus.COMPLETED);
      }
      assertThat(start(hub, "later")).isInstanceOf(Outcome.Accepted.class);
    }
  }

  /// What waits for a time or an event need not stay in memory.
  @Test
  void whatNeedNotStayMakesRoom() {
    try (TaskHub hub = open(SMALL)) {
      for (int i = 0; i < 100; i++) {
        StartRequest plain = StartRequest.of("i" + i, "Greet", "x".repeat(PAYLOAD));
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

  private static Outcome start(TaskHub hub, String id) {
    return Hubs.get(hub.start(StartRequest.of(id, "Greet", "x".repeat(PAYLOAD))));
  }
}
