package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskFailedException;
import dev.perdure.sdk.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SessionCacheSizes
final class RewindTest extends HubTest {
  private final Map<String, Integer> calls = new ConcurrentHashMap<>();
  private volatile boolean broken = true;

  RewindTest(int sessionCacheSize) {
    super(sessionCacheSize);
  }

  @BeforeEach
  void register() {
    functions.activity("Work", String.class, name -> {
      calls.merge(String.valueOf(name), 1, Integer::sum);
      return "did " + name;
    }).activity("Break", String.class, name -> {
      calls.merge(String.valueOf(name), 1, Integer::sum);
      if (broken) {
        throw new IllegalStateException("broken " + name);
      }
      return "mended " + name;
    });
  }

  private void rewind(String id) {
    assertThat(status(id)).isEqualTo(OrchestrationStatus.FAILED);
    broken = false;
    client().rewindInstance(id, "mended");
  }

  @Test
  void onlyTheFailedActivityRunsAgain() throws Exception {
    functions.orchestration("Steps", ctx -> ctx.callActivity("Work", "a", String.class).await()
        + ", " + ctx.callActivity("Break", "b", String.class).await()
        + ", " + ctx.callActivity("Work", "c", String.class).await());
    String id = start("Steps", null);
    end(id);

    rewind(id);

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("did a, mended b, did c");
    assertThat(calls).isEqualTo(Map.of("a", 1, "b", 2, "c", 1));
    assertThat(end(id).getFailureDetails()).isEmpty();
  }

  @Test
  void itFailsAgainAndIsRewoundAgain() throws Exception {
    functions.orchestration("Steps", ctx -> ctx.callActivity("Break", "b", String.class).await());
    String id = start("Steps", null);
    end(id);
    for (int i = 0; i < 3; i++) {
      client().rewindInstance(id);
      assertThat(end(id).getRuntimeStatus()).isEqualTo(OrchestrationStatus.FAILED);
    }
    hub().restart();

    rewind(id);

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("mended b");
    assertThat(calls).isEqualTo(Map.of("b", 5));
  }

  @Test
  void timersAndEventsBeforeTheFailureKeep() throws Exception {
    functions.orchestration("Mixed", ctx -> {
      ctx.createTimer(Duration.ofDays(1)).await();
      String event = ctx.waitForExternalEvent("E", String.class).await();
      Task<String> race = ctx.waitForExternalEvent("Never", String.class);
      Task<?> timer = ctx.createTimer(Duration.ofHours(1));
      ctx.anyOf(race, timer).await();
      return event + " " + ctx.callActivity("Break", "b", String.class).await();
    });
    String id = start("Mixed", null);
    client().raiseEvent(id, "E", "event");
    hub().advance(Duration.ofDays(2));
    end(id);

    rewind(id);

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("event mended b");
  }

  @Test
  void aFailureThatRetriesCouldNotCureIsRewound() throws Exception {
    functions.orchestration("Retry", ctx -> {
      TaskOptions options = new TaskOptions(new RetryPolicy(3, Duration.ofMinutes(1)));
      String one = ctx.callActivity("Break", "b", options, String.class).await();
      ctx.createTimer(Duration.ofHours(1)).await();
      return one + ctx.callActivity("Work", " c", String.class).await();
    });
    String id = start("Retry", null);
    hub().advance(Duration.ofHours(1));
    assertThat(calls).isEqualTo(Map.of("b", 3));

    rewind(id);
    hub().advance(Duration.ofHours(2));

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("mended bdid  c");
    assertThat(calls).isEqualTo(Map.of("b", 4, " c", 1));
  }

  @Test
  void failuresThatWereCaughtStay() throws Exception {
    functions.orchestration("Catch", ctx -> {
      String first;
      try {
        first = ctx.callActivity("Break", "a", String.class).await();
      } catch (TaskFailedException e) {
        first = "caught";
      }
      ctx.callActivity("Work", "w", String.class).await();
      return first + ", " + ctx.callActivity("Break", "b", String.class).await();
    });
    String id = start("Catch", null);
    end(id);

    rewind(id);

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("caught, mended b");
    assertThat(calls).isEqualTo(Map.of("a", 1, "w", 1, "b", 2));
  }

  @Test
  void ofAFanOutOnlyTheFailedRunAgain() throws Exception {
    functions.orchestration("Fan", ctx -> {
      List<Task<String>> tasks = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        tasks.add(ctx.callActivity(i % 3 == 0 ? "Break" : "Work", "" + i, String.class));
      }
      return ctx.allOf(tasks).await().size();
    });
    String id = start("Fan", null);
    end(id);

    rewind(id);

    assertThat(end(id).readOutputAs(Integer.class)).isEqualTo(10);
    assertThat(calls).allSatisfy((name, count) -> assertThat(count).as(name)
        .isEqualTo(Integer.parseInt(name) % 3 == 0 ? 2 : 1));
  }

  @Test
  void failedChildrenAreRewoundAndOthersKept() throws Exception {
    functions.orchestration("Child", ctx -> {
      String name = ctx.getInput(String.class);
      String work = ctx.callActivity("Work", "work " + name, String.class).await();
      return work + ctx.callActivity(name.equals("good") ? "Work" : "Break", name, String.class)
          .await();
    }).orchestration("Parent", ctx -> {
      List<Task<String>> tasks = List.of(
          ctx.callSubOrchestrator("Child", "good", "good", String.class),
          ctx.callSubOrchestrator("Child", "bad", "bad", String.class));
      return ctx.allOf(tasks).await();
    });
    String id = start("Parent", null);
    end(id);

    rewind(id);

    assertThat(end(id).readOutputAs(Object.class))
        .isEqualTo(List.of("did work gooddid good", "did work badmended bad"));
    assertThat(calls)
        .isEqualTo(Map.of("work good", 1, "good", 1, "work bad", 1, "bad", 2));
  }

  @Test
  void aFailureThreeLevelsDeepIsRewoundFromTheTop() throws Exception {
    functions.orchestration("Level", ctx -> {
      int depth = ctx.getInput(int.class);
      return depth == 0
          ? ctx.callActivity("Break", "deep", String.class).await()
          : ctx.callSubOrchestrator("Level", depth - 1, "level-" + depth, String.class).await();
    });
    String id = start("Level", 3);
    end(id);

    rewind(id);

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("mended deep");
    assertThat(end("level-1").readOutputAs(String.class)).isEqualTo("mended deep");
    assertThat(calls).isEqualTo(Map.of("deep", 2));
  }

  @Test
  void childrenThatArePurgedOrTerminatedRunAfresh() throws Exception {
    functions.orchestration("Child", ctx -> ctx.callActivity("Break", "b", String.class).await())
        .orchestration("Stuck", ctx -> broken
            ? ctx.waitForExternalEvent("Never", String.class).await()
            : "free")
        .orchestration("Parent", ctx -> ctx.callSubOrchestrator(
            ctx.getInput(String.class), null, "child", String.class).await());
    String purged = start("Parent", "Child");
    end(purged);
    client().purgeInstance("child");
    rewind(purged);
    assertThat(end(purged).readOutputAs(String.class)).isEqualTo("mended b");

    broken = true;
    String terminated = start("Parent", "Stuck");
    hub().awaitIdle();
    client().terminate("child", null);
    end(terminated);
    rewind(terminated);
    assertThat(end(terminated).readOutputAs(String.class)).isEqualTo("free");
  }

  @Test
  void aFailureOfTheCodeItselfIsRewound() throws Exception {
    functions.orchestration("Own", ctx -> {
      String work = ctx.callActivity("Work", "a", String.class).await();
      if (broken) {
        throw new IllegalStateException("bug");
      }
      return work;
    });
    String id = start("Own", null);
    end(id);

    rewind(id);

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("did a");
    assertThat(calls).isEqualTo(Map.of("a", 1));
  }

  @Test
  void onlyFailedInstancesAreRewound() throws Exception {
    functions.orchestration("Fine", ctx -> "fine");
    String id = start("Fine", null);
    end(id);

    assertThatThrownBy(() -> client().rewindInstance(id))
        .isInstanceOf(IllegalStateException.class).hasMessageContainingAll(id, "Completed");
  }

  @Test
  void aRewindSurvivesACrash() throws Exception {
    functions.orchestration("Steps", ctx -> ctx.callActivity("Break", "b", String.class).await()
        + ctx.waitForExternalEvent("E", String.class).await());
    String id = start("Steps", null);
    end(id);
    rewind(id);
    hub().crash();

    client().raiseEvent(id, "E", "!");

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("mended b!");
  }
}
