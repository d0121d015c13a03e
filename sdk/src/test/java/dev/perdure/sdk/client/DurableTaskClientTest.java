package dev.perdure.sdk.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.InstanceState;
import dev.perdure.model.InstanceTimes;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.PurgeOutcome;
import dev.perdure.model.request.ReusePolicy;
import dev.perdure.model.request.StartRequest;
import dev.perdure.samples.Orders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

final class DurableTaskClientTest {
  private static final Outcome ACCEPTED = new Outcome.Accepted(new ExecutionKey("given", "e"));

  private final RecordingHub hub = new RecordingHub();
  private final DurableTaskClient client = new DurableTaskClient(hub);

  @Test
  void startsCarryEverything() {
    hub.answer(ACCEPTED);
    Instant later = Instant.parse("2026-01-02T03:04:05Z");

    String id = client.scheduleNewOrchestrationInstance("Flow",
        new NewOrchestrationInstanceOptions().setInput(List.of(1)).setInstanceId("given")
            .setVersion("2").setStartTime(later).setTags(Map.of("k", "v")).setRequestId("r")
            .setReusePolicy(ReusePolicy.ignoring()));

    assertThat(id).isEqualTo("given");
    assertThat(hub.calls).containsExactly(new StartRequest("given", new FunctionRef("Flow", "2"),
        "[1]", later, Map.of("k", "v"), ReusePolicy.ignoring(), "r", null));
  }

  @Test
  void methodReferencesNameTheOrchestrator() {
    hub.answer(ACCEPTED);

    client.scheduleNewOrchestrationInstance(Orders::place, new Orders.Order("o", 1));
    client.scheduleNewOrchestrationInstance(Orders::silent, new Orders.Order("o", 1));

    assertThat(hub.calls).containsExactly(
        StartRequest.of(null, "Orders.place", "{\"id\":\"o\",\"amount\":1}"),
        StartRequest.of(null, "Orders.silent", "{\"id\":\"o\",\"amount\":1}"));
  }

  @Test
  void outcomesBecomeExceptions() {
    OrchestrationStatus running = OrchestrationStatus.RUNNING;

    assertOutcome(new Outcome.Exists("i", running), OrchestrationAlreadyExistsException.class);
    assertOutcome(new Outcome.NotFound("i"), InstanceNotFoundException.class);
    assertOutcome(new Outcome.Refused(running, "no"), IllegalStateException.class);
    assertOutcome(new Outcome.Invalid("bad"), IllegalArgumentException.class);
    assertOutcome(new Outcome.Reused("another"), IllegalArgumentException.class);
    assertOutcome(new Outcome.TooLarge("big"), IllegalArgumentException.class);
    assertOutcome(new Outcome.Unavailable("away"), HubUnavailableException.class);
  }

  @Test
  void eventsToEndedInstancesAreDroppedUnlessAskedOtherwise() {
    hub.answer(new Outcome.NoEffect(OrchestrationStatus.COMPLETED, "it has ended"));

    client.raiseEvent("i", "Go", true);

    assertThat(hub.calls).containsExactly("event i Go true");
    assertThatThrownBy(() -> client.raiseEvent("i", "Go", null,
        RaiseEventOptions.defaults().withFailIfEnded(true)))
        .isInstanceOf(IllegalStateException.class).hasMessageContaining("it has ended");
  }

  @Test
  void metadataReadsValues() throws TimeoutException {
    hub.waited = CompletableFuture.completedFuture(Optional.of(state()));

    OrchestrationMetadata found = client.waitForInstanceCompletion("i", Duration.ofSeconds(1),
        true);

    assertThat(found.isCompleted()).isTrue();
    assertThat(found.readInputAs(Integer.class)).isEqualTo(1);
    assertThat(found.readOutputAs(String.class)).isEqualTo("out");
    assertThat(found.readCustomStatusAs(Boolean.class)).isTrue();
    assertThat(found.getFailureDetails()).isEmpty();
  }

  @Test
  void waitingTooLongCancelsTheStage() {
    assertThatThrownBy(() -> client.waitForInstanceStart("i", Duration.ofMillis(20)))
        .isInstanceOf(TimeoutException.class).hasMessageContaining("'i'");
    assertThat(hub.waited).isCancelled();
  }

  @Test
  void waitingForNobodyIsAnError() {
    hub.waited = CompletableFuture.completedFuture(Optional.empty());

    assertThatThrownBy(() -> client.waitForInstanceStart("i", Duration.ofSeconds(1)))
        .isInstanceOf(InstanceNotFoundException.class);
    assertThat(client.getInstanceMetadata("i", false).isInstanceFound()).isFalse();
  }

  @Test
  void aBrokenHubIsUnavailable() {
    hub.waited = CompletableFuture.failedFuture(new IllegalStateException("disk"));

    assertThatThrownBy(() -> client.getInstanceMetadata("i", false))
        .isInstanceOf(HubUnavailableException.class).hasMessageContaining("disk");
  }

  @Test
  void queriesCarryTheirConditions() {
    client.queryInstances(new OrchestrationStatusQuery().setName("Flow").addTag("k", "v")
        .setInstanceIdPrefix("p").setMaxInstanceCount(5).setContinuationToken("t"));

    InstanceQuery query = (InstanceQuery) hub.calls.get(0);
    assertThat(query.pageSize()).isEqualTo(5);
    assertThat(query.continuation()).isEqualTo("t");
    assertThat(query.filter().name()).isEqualTo("Flow");
    assertThat(query.filter().tags()).containsEntry("k", "v");
    assertThat(query.filter().idPrefix()).isEqualTo("p");
  }

  @Test
  void purgingNobodyRemovesNothing() {
    hub.purged = new PurgeOutcome(0, new Outcome.NotFound("i"));
    assertThat(client.purgeInstance("i").getDeletedInstanceCount()).isZero();

    hub.purged = new PurgeOutcome(0, new Outcome.Refused(OrchestrationStatus.RUNNING, "it runs"));
    assertThatThrownBy(() -> client.purgeInstance("i")).hasMessage("it runs");
  }

  private void assertOutcome(Outcome outcome, Class<? extends Exception> expected) {
    hub.answer(outcome);
    assertThatThrownBy(() -> client.terminate("i", null)).isInstanceOf(expected);
  }

  private static InstanceState state() {
    return new InstanceState(new ExecutionKey("i", "e"), new FunctionRef("Flow", null),
        OrchestrationStatus.COMPLETED,
        new InstanceTimes(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, null), "true", Map.of(),
        null, new InstanceState.Payloads("1", "\"out\"", null));
  }
}
