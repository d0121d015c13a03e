package dev.perdure.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.runtime.store.Store;
import dev.perdure.runtime.store.StoreException;
import dev.perdure.sdk.client.HubUnavailableException;
import dev.perdure.sdk.client.NewOrchestrationInstanceOptions;
import dev.perdure.sdk.client.RaiseEventOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StoreFailureTest extends HubTest {
  private final DiskFaults disk = new DiskFaults();
  private @Nullable Store opened;

  @BeforeEach
  void register() {
    MemoryPlace memory = new MemoryPlace(disk);
    options = options.withPlace(new StorePlace() {
      @Override
      public Store open() {
        opened = memory.open();
        return opened;
      }

      @Override
      public void crash(Store store) {
        memory.crash(store);
      }
    });
    functions.activity("Echo", String.class, it -> it)
        .orchestration("Wait", ctx -> ctx.waitForExternalEvent("Go", String.class).await()
            + ctx.callActivity("Echo", "!", String.class).await());
  }

  private void assertThatTheHubHasFailed() {
    assertThat(hub().taskHub().failure().toCompletableFuture()).succeedsWithin(PATIENCE)
        .isInstanceOf(StoreException.class);
    assertThat(hub().taskHub().serving()).isFalse();
    assertThatThrownBy(() -> startAs("more", "Wait", null))
        .isInstanceOf(HubUnavailableException.class);
    assertThatThrownBy(() -> client().getInstanceMetadata("id", false))
        .isInstanceOf(HubUnavailableException.class);
  }

  @Test
  void aCommitThatFailsIsNotAnsweredWithSuccess() throws Exception {
    startAs("id", "Wait", null);
    CompletableFuture<?> waiting = hub().hub().awaitCompletion("id", false).toCompletableFuture();
    hub().awaitIdle();

    disk.failNextCommit();
    assertThatThrownBy(() -> client().raiseEvent("id", "Go", "lost"))
        .isInstanceOf(HubUnavailableException.class);
    assertThatTheHubHasFailed();
    assertThat(waiting).failsWithin(PATIENCE);
    hub().restart();

    client().raiseEvent("id", "Go", "kept");
    assertThat(end("id").readOutputAs(String.class)).isEqualTo("kept!");
  }

  @Test
  void aRequestInDoubtIsRepeatedSafely() throws Exception {
    startAs("id", "Wait", null);
    hub().awaitIdle();
    RaiseEventOptions named = RaiseEventOptions.defaults().withRequestId("r");

    disk.leaveNextCommitInDoubt();
    assertThatThrownBy(() -> client().raiseEvent("id", "Go", "first", named))
        .isInstanceOf(HubUnavailableException.class);
    assertThatTheHubHasFailed();
    hub().restart();
    client().raiseEvent("id", "Go", "first", named);

    assertThat(end("id").readOutputAs(String.class)).isEqualTo("first!");
  }

  @Test
  void aStartInDoubtIsRepeatedSafely() throws Exception {
    assertThat(hub().taskHub()).isNotNull();
    hub().awaitIdle();
    NewOrchestrationInstanceOptions named = new NewOrchestrationInstanceOptions()
        .setRequestId("r");
    disk.leaveNextCommitInDoubt();
    assertThatThrownBy(() -> client().scheduleNewOrchestrationInstance("Wait", named))
        .isInstanceOf(HubUnavailableException.class);
    hub().restart();

    String id = client().scheduleNewOrchestrationInstance("Wait", named);

    client().raiseEvent(id, "Go", "once");
    assertThat(end(id).readOutputAs(String.class)).isEqualTo("once!");
    assertThat(client().queryInstances(
        new dev.perdure.sdk.client.OrchestrationStatusQuery()).getOrchestrationState()).hasSize(1);
  }

  @Test
  void aReadThatFailsIsAnsweredAndTheHubFails() throws Exception {
    startAs("id", "Wait", null);
    hub().awaitIdle();

    disk.failNextRead();
    assertThatThrownBy(() -> client().getInstanceMetadata("id", false))
        .isInstanceOf(HubUnavailableException.class);
    assertThatTheHubHasFailed();
    hub().restart();

    client().raiseEvent("id", "Go", "kept");
    assertThat(end("id").readOutputAs(String.class)).isEqualTo("kept!");
  }

  @Test
  void manyRequestsAtTheMomentOfTheFailureAreAllAnswered() throws Exception {
    startAs("id", "Wait", null);
    hub().awaitIdle();
    disk.failNextCommit();
    List<CompletableFuture<?>> answers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      answers.add(hub().hub().raiseEvent("id", "E", null, null).toCompletableFuture());
      answers.add(hub().hub().suspend("nobody-" + i, null).toCompletableFuture());
    }

    assertThat(CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)))
        .succeedsWithin(PATIENCE);
  }

  @Test
  void aDeposedOwnerAnswersAndServesAgain() throws Exception {
    for (int i = 0; i < 40; i++) {
      startAs("id-" + i, "Wait", null);
    }
    hub().awaitIdle();
    Store store = requireNonNull(opened);
    for (int partition = 0; partition < store.hub().partitions(); partition++) {
      assertThat(store.open(partition).epoch()).isGreaterThan(1);
    }

    for (int i = 0; i < 40; i++) {
      raiseUntilTaken("id-" + i);
    }

    for (int i = 0; i < 40; i++) {
      assertThat(end("id-" + i).readOutputAs(String.class)).isEqualTo("x!");
    }
    assertThat(hub().taskHub().failure().toCompletableFuture()).isNotDone();
  }

  /// The first request finds that somebody else has the partition; it is open again soon.
  private void raiseUntilTaken(String id) {
    for (int attempt = 0;; attempt++) {
      try {
        client().raiseEvent(id, "Go", "x");
        return;
      } catch (HubUnavailableException e) {
        assertThat(attempt).as("attempts for %s: %s", id, e).isLessThan(1_000);
        Thread.onSpinWait();
      }
    }
  }
}
