package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.EntityId;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.client.OrchestrationMetadata;
import dev.perdure.sdk.client.OrchestrationStatusQuery;
import dev.perdure.sdk.client.OrchestrationStatusQueryResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Sub-orchestrations whose ids grow with their depth, as the SDK for Python makes them: the
/// parent's id, a colon and four digits.
final class LongIdsTest extends HubTest {
  private static final int DEPTH = 50;
  private static final String ROOT = "0123456789abcdef0123456789abcdef";
  private static final String DEEPEST = ROOT + ":0001".repeat(DEPTH);

  private final AtomicBoolean mended = new AtomicBoolean();

  @BeforeEach
  void register() {
    functions.orchestration("Nest", ctx -> {
      int depth = Objects.requireNonNull(ctx.getInput(Integer.class));
      if (depth > 0) {
        return ctx.callSubOrchestrator(
            "Nest", depth - 1, ctx.getInstanceId() + ":0001", String.class).await();
      }
      ctx.lock(new EntityId("counter", "deep"));
      String word = ctx.waitForExternalEvent("Go", String.class).await();
      if ("fail".equals(word) && !mended.get()) {
        throw new IllegalStateException(word);
      }
      return word;
    }).entity(Counter.class);
  }

  @Test
  void theDeepestIsReachedByItsId() throws Exception {
    startAs(ROOT, "Nest", DEPTH);
    hub().awaitIdle();
    assertThat(status(DEEPEST)).isEqualTo(OrchestrationStatus.RUNNING);
    assertThat(client().getLocks(DEEPEST)).hasSize(1);
    assertThat(client().inspectEntity(new EntityId("counter", "deep")).orElseThrow().getLockedBy())
        .contains(DEEPEST);

    client().suspendInstance(DEEPEST);
    assertThat(status(DEEPEST)).isEqualTo(OrchestrationStatus.SUSPENDED);
    client().resumeInstance(DEEPEST);
    hub().restart();
    client().raiseEvent(DEEPEST, "Go", "deep");

    OrchestrationMetadata root = end(ROOT);
    assertThat(root.readOutputAs(String.class)).isEqualTo("deep");
    assertThat(everyId()).hasSize(DEPTH + 1).contains(DEEPEST);
    client().restartInstance(DEEPEST, false);
    client().terminate(DEEPEST, "over");
    assertThat(end(DEEPEST).getRuntimeStatus()).isEqualTo(OrchestrationStatus.TERMINATED);
    assertThat(client().purgeInstance(DEEPEST).getDeletedInstanceCount()).isEqualTo(1);
    assertThat(everyId()).hasSize(DEPTH).doesNotContain(DEEPEST);
  }

  @Test
  void theDeepestIsRewound() throws Exception {
    startAs(ROOT, "Nest", DEPTH);
    hub().awaitIdle();
    client().raiseEvent(DEEPEST, "Go", "fail");
    assertThat(end(ROOT).getRuntimeStatus()).isEqualTo(OrchestrationStatus.FAILED);

    mended.set(true);
    client().rewindInstance(DEEPEST);
    assertThat(end(DEEPEST).getRuntimeStatus()).isEqualTo(OrchestrationStatus.COMPLETED);
  }

  @Test
  void anIdCannotGrowWithoutEnd() throws Exception {
    functions.orchestration("Endless", ctx -> {
      String id = ctx.getInstanceId() + ":" + "x".repeat(900);
      return ctx.callSubOrchestrator("Endless", null, id, String.class).await();
    });
    startAs(ROOT, "Endless", null);

    assertThat(end(ROOT).getFailureDetails()).asString()
        .contains("length is at most 2000 characters");
  }

  @Test
  void aClientCannotChooseALongOne() {
    assertThatThrownBy(() -> startAs(DEEPEST, "Nest", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("length is at most 100 characters");
  }

  private List<String> everyId() {
    List<String> ids = new ArrayList<>();
    OrchestrationStatusQuery query = new OrchestrationStatusQuery().setMaxInstanceCount(1);
    while (true) {
      OrchestrationStatusQueryResult page = client().queryInstances(query);
      page.getOrchestrationState().forEach(it -> ids.add(it.getInstanceId()));
      if (page.getContinuationToken().isEmpty()) {
        return ids;
      }
      query.setContinuationToken(page.getContinuationToken().get());
    }
  }
}
