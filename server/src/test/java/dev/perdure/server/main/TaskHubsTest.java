package dev.perdure.server.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.TaskHub;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.store.MemoryFaults;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.StoreException;
import dev.perdure.server.configuration.OperatorException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class TaskHubsTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int BAD = 5;

  @Test
  void hubsAreWaitedForUntilAllServe() {
    try (TaskHub main = hub(MemoryFaults.NONE); TaskHubs hubs = hubs(main)) {
      TaskHub other = hubs.make("other").orElseThrow();

      hubs.awaitServing(LONG);

      assertThat(main.serving()).isTrue();
      assertThat(other.serving()).isTrue();
    }
  }

  @Test
  void aStoreThatFailsWhileTheHubOpensIsNamedWithWhatItSays() {
    try (
        TaskHub main = hub(failing(
            () -> new StoreException(StoreException.Reason.FAILED, "Restore the backup.")));
        TaskHubs hubs = hubs(main)) {
      assertThatThrownBy(() -> hubs.awaitServing(LONG)).isInstanceOf(OperatorException.class)
          .hasMessage("Expected the task hub Main to start, but its store failed:"
              + " Restore the backup.");
    }
  }

  @Test
  void aHubThatDoesNotServeIsWaitedForNoLongerThanTheLimit() {
    try (
        TaskHub main = hub(failing(() -> new IllegalStateException("Expected to fail")));
        TaskHubs hubs = hubs(main)) {
      assertThatThrownBy(() -> hubs.awaitServing(Duration.ofMillis(50)))
          .isInstanceOf(OperatorException.class)
          .hasMessageContaining("Expected the task hub Main to serve all instances within");
    }
  }

  private static TaskHubs hubs(TaskHub main) {
    return new TaskHubs(main, "Main", Optional.empty(), HubOptions.defaults());
  }

  private static TaskHub hub(MemoryFaults faults) {
    return TaskHub.open(MemoryStore.open(new MemoryStore.Disk(), faults), new SystemEnv(),
        HubOptions.defaults());
  }

  private static MemoryFaults failing(Supplier<RuntimeException> failure) {
    return new MemoryFaults() {
      @Override
      public void beforeOpen(int partition) {
        if (partition == BAD) {
          throw failure.get();
        }
      }
    };
  }
}
