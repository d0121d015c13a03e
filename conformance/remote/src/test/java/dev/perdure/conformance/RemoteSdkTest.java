package dev.perdure.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.ReusePolicy;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.SignalEntityOptions;
import dev.perdure.sdk.client.DurableTaskClient;
import dev.perdure.sdk.client.EntityMetadata;
import dev.perdure.sdk.client.NewOrchestrationInstanceOptions;
import dev.perdure.sdk.client.OrchestrationAlreadyExistsException;
import dev.perdure.sdk.worker.WorkerOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// Our own SDK, by the contract of all, and what Microsoft's published one for Java cannot.
final class RemoteSdkTest extends SdkContract {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  Sdk connect(int port) {
    return new RemoteSdk(port);
  }

  /// Our own SDK receives as much as the server sends.
  @Override
  String endOfLargeWork() {
    return "COMPLETED";
  }

  @Test
  void aFailedInstanceGoesOnWhenItIsRewound() throws TimeoutException {
    String id = run("Mended", null).id();
    assertThat(sdk().status(id)).isEqualTo("FAILED");

    client().rewindInstance(id, "the cause is mended");

    assertThat(end(id).output()).isEqualTo("[\"kept\",\"mended\"]");
  }

  @Test
  void aFailedChildGoesOnWhenItsParentIsRewound() throws TimeoutException {
    String id = run("MendedParent", null).id();
    assertThat(sdk().status(id)).isEqualTo("FAILED");

    client().rewindInstance(id);

    assertThat(end(id).output()).isEqualTo("[\"kept\",\"mended\"]");
  }

  @Test
  void anIdInUseIsIgnoredOrTakenOverByWhoAllowsIt() throws TimeoutException {
    String id = begin("SdkApproval", 60);
    sdk().awaitStart(id);
    NewOrchestrationInstanceOptions again = new NewOrchestrationInstanceOptions()
        .setInstanceId(id).setInput(1);

    client().scheduleNewOrchestrationInstance(
        "SdkChain", again.setReusePolicy(ReusePolicy.ignoring()));
    assertThat(client().getInstanceMetadata(id, false).getName()).isEqualTo("SdkApproval");
    client().scheduleNewOrchestrationInstance(
        "SdkChain", again.setReusePolicy(
            ReusePolicy.replacing(
                Set.of(OrchestrationStatus.RUNNING, OrchestrationStatus.TERMINATED))));

    assertThat(end(id).output()).isEqualTo("4");
    assertThatThrownBy(() -> client().scheduleNewOrchestrationInstance(
        "SdkChain", again.setReusePolicy(ReusePolicy.replacing(Set.of()))))
        .isInstanceOf(OrchestrationAlreadyExistsException.class).hasMessageContaining(id);
  }

  @Test
  void tagsAreKept() throws TimeoutException {
    String id = client().scheduleNewOrchestrationInstance(
        "SdkChain", new NewOrchestrationInstanceOptions().setInput(1)
            .setTags(Map.of("team", "a")));

    assertThat(client().waitForInstanceCompletion(id, PATIENCE, false).getTags())
        .isEqualTo(Map.of("team", "a"));
  }

  @Test
  void workGoesToTheWorkerThatHasTheFunction() throws Exception {
    FunctionRegistry functions = new FunctionRegistry()
        .orchestration("Elsewhere", context -> "from elsewhere");
    String id = begin("Elsewhere", null);
    assertThat(run("SdkChain", 1).output()).isEqualTo("4");
    assertThat(sdk().status(id)).isEqualTo("PENDING");

    try (Sdk.Worker _ = ((RemoteSdk) sdk()).work(functions, WorkerOptions.defaults())) {
      assertThat(end(id).output()).isEqualTo("\"from elsewhere\"");
    }
  }

  @Test
  void anEntityIsSignalledLaterAndDeleted() throws Exception {
    EntityId later = new EntityId("SdkCounter", "Later Key/");
    Instant due = Instant.now().plusSeconds(1);
    client().signalEntity(
        later, "add", 3, SignalEntityOptions.defaults().withScheduledTime(due));
    assertThat(client().getEntityMetadata(later, false)).isEmpty();

    awaitState(later, 3);
    assertThat(Instant.now()).isAfterOrEqualTo(due);
    client().signalEntity(later, "delete");
    until(() -> client().getEntityMetadata(later, false).isEmpty());
  }

  @Test
  void anEntitySignalsAnotherAndStartsAnOrchestration() throws Exception {
    EntityId from = new EntityId("SdkCounter", "source");
    client().signalEntity(from, "add", 5);
    client().signalEntity(from, "forward", "target");
    client().signalEntity(from, "start", "started-by-entity");

    awaitState(new EntityId("SdkCounter", "target"), 5);
    until(() -> !sdk().status("started-by-entity").isEmpty());
    assertThat(end("started-by-entity").output()).isEqualTo("4");
  }

  @Test
  void aLockIsFreedByFailureAndTermination() throws Exception {
    EntityId held = new EntityId("SdkCounter", "held");
    client().signalEntity(held, "add", 0); // Without a state it is not there for clients.
    String failed = holder(held);
    client().signalEntity(held, "add", 1);
    sdk().raise(failed, "Fail", "now");
    assertThat(end(failed).status()).isEqualTo("FAILED");
    awaitState(held, 1);

    String terminated = holder(held);
    client().signalEntity(held, "add", 1);
    sdk().terminate(terminated, null);
    assertThat(end(terminated).status()).isEqualTo("TERMINATED");
    awaitState(held, 2);
  }

  @Test
  void aFailureTellsItsCausesAndTheirProperties() throws TimeoutException {
    String id = begin("SdkFailing", null);
    FailureDetails failure = client().waitForInstanceCompletion(id, PATIENCE, true)
        .getFailureDetails().orElseThrow();

    List<String> types = new ArrayList<>();
    FailureDetails cause = failure;
    for (FailureDetails it = failure; it != null; it = it.innerFailure()) {
      types.add(it.errorType());
      cause = it;
    }
    assertThat(types).contains("java.lang.IllegalStateException")
        .last().isEqualTo("java.lang.IllegalArgumentException");
    assertThat(cause.properties()).isEqualTo(Map.of("code", 7.0));
  }

  @Test
  void lockedEntitiesAreChangedByOneAtATime() throws TimeoutException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ids.add(begin("Transfer", null));
    }
    List<String> before = new ArrayList<>();
    for (String id : ids) {
      Sdk.State end = end(id);
      assertThat(end.failure()).isNull();
      before.add(end.output());
    }

    assertThat(before).containsExactlyInAnyOrder(
        "0", "-1", "-2", "-3", "-4", "-5", "-6", "-7", "-8", "-9");
    assertThat(
        client().getEntityMetadata(new EntityId("SdkCounter", "to"), true).orElseThrow()
            .readStateAs(Integer.class))
        .isEqualTo(10);
  }

  @Test
  void aHistoryIsRead() throws TimeoutException {
    String id = run("SdkChain", 1).id();

    assertThat(client().getOrchestrationHistory(id))
        .filteredOn(event -> event.body() instanceof EventBody.TaskScheduled).hasSize(3);
  }

  /// Microsoft's SDK for Java carries over what it has consumed, too, and goes round for ever.
  @Test
  void eventsThatCameTooEarlyAreCarriedOver() throws TimeoutException {
    String id = begin("Keeper", 0);
    for (int number : List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0)) {
      sdk().raise(id, "Number", number);
    }

    assertThat(end(id).output()).isEqualTo("55");
  }

  @Test
  void childrenEndAndGoWithTheirParent() throws Exception {
    String id = begin("Nested", null);
    until(() -> !sdk().status(id + "-child").isEmpty());

    client().terminate(id, "enough", true);

    assertThat(end(id + "-child").status()).isEqualTo("TERMINATED");
    assertThat(end(id).output()).isEqualTo("\"enough\"");
    assertThat(client().purgeInstance(id, true).getDeletedInstanceCount()).isEqualTo(2);
  }

  /// An instance that holds the lock of an entity.
  private String holder(EntityId entity) throws InterruptedException {
    String id = begin("Holder", null);
    until(() -> client().getEntityMetadata(entity, false)
        .flatMap(EntityMetadata::getLockedBy).filter(id::equals).isPresent());
    return id;
  }

  private void awaitState(EntityId entity, int value) throws InterruptedException {
    until(() -> client().getEntityMetadata(entity, true)
        .map(it -> it.readStateAs(Integer.class)).filter(it -> it == value).isPresent());
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      Thread.sleep(20);
    }
  }

  private DurableTaskClient client() {
    return ((RemoteSdk) sdk()).client();
  }
}
