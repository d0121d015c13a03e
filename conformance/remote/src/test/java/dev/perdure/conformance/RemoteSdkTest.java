package dev.perdure.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.sdk.client.DurableTaskClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// Our own SDK, by the contract of all, and what Microsoft's published one for Java cannot.
final class RemoteSdkTest extends SdkContract {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  Sdk connect(int port) {
    return new RemoteSdk(port);
  }

  @Test
  void aFailedInstanceGoesOnWhenItIsRewound() throws TimeoutException {
    String id = run("Mended", null).id();
    assertThat(sdk().status(id)).isEqualTo("FAILED");

    client().rewindInstance(id, "the cause is mended");

    assertThat(end(id).output()).isEqualTo("[\"kept\",\"mended\"]");
  }

  @Test
  void aFailureTellsItsCauses() throws TimeoutException {
    String id = begin("SdkFailing", null);
    FailureDetails failure = client().waitForInstanceCompletion(id, PATIENCE, true)
        .getFailureDetails().orElseThrow();

    List<String> types = new ArrayList<>();
    for (FailureDetails it = failure; it != null; it = it.innerFailure()) {
      types.add(it.errorType());
    }
    assertThat(types).contains("java.lang.IllegalStateException")
        .last().isEqualTo("java.lang.IllegalArgumentException");
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
    for (int i = 0; i < 500 && sdk().status(id + "-child").isEmpty(); i++) {
      Thread.sleep(20);
    }

    client().terminate(id, "enough", true);

    assertThat(end(id + "-child").status()).isEqualTo("TERMINATED");
    assertThat(end(id).output()).isEqualTo("\"enough\"");
    assertThat(client().purgeInstance(id, true).getDeletedInstanceCount()).isEqualTo(2);
  }

  private DurableTaskClient client() {
    return ((RemoteSdk) sdk()).client();
  }
}
