package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.EntityId;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.model.request.Outcome;
import dev.perdure.runtime.EntityDesk;
import dev.perdure.runtime.HubOptions;
import dev.perdure.sdk.EntityOperationFailedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Entities that are large, and entities with very much to do later.
final class EntityLimitsTest extends HubTest {
  private static final EntityId NOTE = new EntityId("note", "n");
  private static final EntityId COUNTER = new EntityId("counter", "later");

  /// A text that grows.
  static final class Note {
    private String text = "";

    /// Appends some letters and says how many there are.
    public int grow(int letters) {
      text += "x".repeat(letters);
      return text.length();
    }
  }

  @Test
  void anOperationThatMakesTheStateTooLargeFailsAloneAndIsRolledBack() throws Exception {
    functions.entity(Note.class);
    options = options.withHub(HubOptions.defaults().withMaxPayloadBytes(2_000));

    assertThat(client().call(NOTE, Note::grow, 1_000, PATIENCE)).isEqualTo(1_000);
    assertThatThrownBy(() -> client().call(NOTE, Note::grow, 1_001, PATIENCE))
        .isInstanceOf(EntityOperationFailedException.class)
        .hasMessageContaining("the state of '@note@n'").hasMessageContaining("2000 bytes");

    assertThat(client().call(NOTE, Note::grow, 1, PATIENCE)).isEqualTo(1_001);
  }

  @Test
  void callersOfOneBatchThatIsTooLargeGetWhatTheirOwnOperationDid() throws Exception {
    functions.entity(Note.class);
    options = options.withHub(HubOptions.defaults().withMaxPayloadBytes(2_000));
    client().call(NOTE, Note::grow, 0, PATIENCE);

    List<Future<Integer>> calls = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        int letters = i % 10 == 7 ? 1_990 : 1;
        calls.add(callers.submit(() -> client().call(NOTE, Note::grow, letters, PATIENCE)));
      }
    }

    int failed = 0;
    for (int i = 0; i < 50; i++) {
      failed += calls.get(i).state() == Future.State.FAILED ? 1 : 0;
    }
    assertThat(failed).isEqualTo(5);
    assertThat(client().call(NOTE, Note::grow, 0, PATIENCE)).isEqualTo(45);
  }

  @Test
  void aHundredThousandSignalsWaitForTheirTimeThroughARestart() {
    functions.entity(Counter.class);
    Instant due = hub().now().plus(Duration.ofDays(30));
    EntityDesk entities = hub().taskHub().entities();
    List<CompletionStage<Outcome>> taken = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      taken.add(
          entities.signal(
              new OperationRequest(COUNTER, "add", "1", due.plusMillis(i / 1_000), null)));
    }
    taken.forEach(
        it -> assertThat(it.toCompletableFuture().join()).isInstanceOf(Outcome.Accepted.class));
    assertThat(client().inspectEntity(COUNTER).orElseThrow().getBacklogQueueSize())
        .isEqualTo(100_000);
    hub().restart();
    hub().advanceTo(due.minusMillis(1));
    assertThat(client().getEntityMetadata(COUNTER)).isEmpty();

    hub().advanceTo(due.plusMillis(49));
    assertThat(client().getEntityMetadata(COUNTER).orElseThrow().getSerializedState())
        .contains("{\"value\":50000}");
    hub().crash();
    hub().advanceTo(due.plusMillis(100));

    assertThat(client().getEntityMetadata(COUNTER).orElseThrow().getSerializedState())
        .contains("{\"value\":100000}");
    assertThat(client().inspectEntity(COUNTER).orElseThrow().getBacklogQueueSize()).isZero();
  }
}
