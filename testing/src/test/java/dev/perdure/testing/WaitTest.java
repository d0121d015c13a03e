package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.InstanceState;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.client.HubUnavailableException;
import dev.perdure.sdk.client.InstanceNotFoundException;
import dev.perdure.sdk.client.NewOrchestrationInstanceOptions;
import dev.perdure.sdk.client.OrchestrationMetadata;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WaitTest extends HubTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @BeforeEach
  void register() {
    functions.orchestration("Wait", ctx -> ctx.waitForExternalEvent("Go", String.class).await());
  }

  @AfterEach
  void closeThreads() {
    threads.shutdownNow();
  }

  private CompletableFuture<Optional<InstanceState>> completion(String id) {
    return hub().hub().awaitCompletion(id, true).toCompletableFuture();
  }

  @Test
  void aWaitForTheStartEndsWhenItHasBegun() throws Exception {
    String id = client().scheduleNewOrchestrationInstance("Wait",
        new NewOrchestrationInstanceOptions().setStartTime(hub().now().plusSeconds(10)));
    Future<OrchestrationMetadata> waiting = threads
        .submit(() -> client().waitForInstanceStart(id, PATIENCE));

    hub().advance(Duration.ofSeconds(10));

    assertThat(waiting.get(30, TimeUnit.SECONDS).isRunning()).isTrue();
    assertThat(client().waitForInstanceStart(id, PATIENCE).isRunning()).isTrue();
  }

  @Test
  void aWaitForTheStartEndsWithAnInstanceThatNeverBegins() throws Exception {
    String id = client().scheduleNewOrchestrationInstance("Wait",
        new NewOrchestrationInstanceOptions().setStartTime(hub().now().plusSeconds(10)));
    CompletableFuture<?> waiting = hub().hub().awaitStart(id, false).toCompletableFuture();
    assertThat(waiting).isNotDone();

    client().terminate(id, null);

    assertThat(waiting).succeedsWithin(PATIENCE);
  }

  @Test
  void everyWaiterIsToldOfTheEnd() throws Exception {
    String id = start("Wait", null);
    CompletableFuture<?>[] waiting = new CompletableFuture<?>[50];
    for (int i = 0; i < waiting.length; i++) {
      waiting[i] = completion(id);
    }
    assertThat(waiting).noneMatch(CompletableFuture::isDone);

    client().raiseEvent(id, "Go", "x");

    assertThat(CompletableFuture.allOf(waiting)).succeedsWithin(PATIENCE);
  }

  @Test
  void aWaitThatTakesTooLongSaysSo() {
    String id = start("Wait", null);

    assertThatThrownBy(
        () -> client().waitForInstanceCompletion(id, Duration.ofMillis(20), false))
        .isInstanceOf(TimeoutException.class).hasMessageContaining(id);
    assertThatThrownBy(
        () -> client().waitForInstanceCompletion(id, Duration.ZERO, false))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void aWaitThatIsCancelledDoesNotWaitAnyMore() throws Exception {
    String id = start("Wait", null);
    CompletableFuture<?> waiting = completion(id);

    waiting.cancel(false);
    client().raiseEvent(id, "Go", "x");

    assertThat(end(id).isCompleted()).isTrue();
    assertThat(waiting).isCancelled();
  }

  @Test
  void aWaitForNobodySaysThatThereIsNone() {
    assertThatThrownBy(() -> client().waitForInstanceCompletion("nobody", PATIENCE, false))
        .isInstanceOf(InstanceNotFoundException.class).hasMessageContaining("nobody");
    assertThatThrownBy(() -> client().waitForInstanceStart("nobody", PATIENCE))
        .isInstanceOf(InstanceNotFoundException.class);
    assertThat(client().getInstanceMetadata("nobody", true).isInstanceFound()).isFalse();
  }

  @Test
  void aWaitForAnInstanceThatIsPurgedSaysThatThereIsNone() throws Exception {
    String id = client().scheduleNewOrchestrationInstance("Wait",
        new NewOrchestrationInstanceOptions().setStartTime(hub().now().plusSeconds(10)));
    CompletableFuture<Optional<InstanceState>> waiting = completion(id);

    client().terminate(id, null);
    client().purgeInstance(id);

    // It has seen the end or the purge, whichever it looked at.
    Optional<InstanceState> seen = waiting.get(30, TimeUnit.SECONDS);
    assertThat(seen.map(InstanceState::status).orElse(OrchestrationStatus.TERMINATED))
        .isEqualTo(OrchestrationStatus.TERMINATED);
    assertThat(completion(id).get(30, TimeUnit.SECONDS)).isEmpty();
  }

  @Test
  void aWaitEndsWithTheHub() throws Exception {
    String id = start("Wait", null);
    var waiter = client();
    Future<OrchestrationMetadata> waiting = threads
        .submit(() -> waiter.waitForInstanceCompletion(id, PATIENCE, false));
    hub().awaitIdle();

    hub().restart();

    assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(HubUnavailableException.class);
    client().raiseEvent(id, "Go", "x");
    assertThat(end(id).isCompleted()).isTrue();
  }

  @Test
  void aClosedHubAnswersThatItHasStopped() {
    var before = client();
    String id = start("Wait", null);
    hub().restart();

    assertThatThrownBy(() -> before.raiseEvent(id, "Go"))
        .isInstanceOf(HubUnavailableException.class);
    assertThatThrownBy(() -> before.getInstanceMetadata(id, false))
        .isInstanceOf(HubUnavailableException.class);
  }

  @Test
  void anInterruptedWaitGivesWay() throws Exception {
    String id = start("Wait", null);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread waiter = Thread.ofVirtual().start(() -> {
      try {
        client().waitForInstanceCompletion(id, PATIENCE, false);
      } catch (HubUnavailableException | TimeoutException e) {
        thrown.complete(e);
      }
    });

    waiter.interrupt();

    assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(HubUnavailableException.class);
  }
}
