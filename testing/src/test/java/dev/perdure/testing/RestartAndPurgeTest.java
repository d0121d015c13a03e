package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.runtime.HubOptions;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.client.NewOrchestrationInstanceOptions;
import dev.perdure.sdk.client.OrchestrationMetadata;
import dev.perdure.sdk.client.OrchestrationStatusQuery;
import dev.perdure.sdk.client.PurgeInstanceCriteria;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RestartAndPurgeTest extends HubTest {

  @BeforeEach
  void register() {
    functions.activity("Hello", String.class, name -> "Hello " + name)
        .orchestration("Greet",
            ctx -> ctx.callActivity("Hello", ctx.getInput(String.class), String.class).await())
        .orchestration("Wait", ctx -> ctx.waitForExternalEvent("Go", String.class).await())
        .orchestration("Fail", ctx -> {
          throw new IllegalStateException("always");
        })
        .orchestration("Tree", ctx -> {
          int depth = ctx.getInput(int.class);
          List<Task<Integer>> children = new ArrayList<>();
          for (int i = 0; depth > 0 && i < 2; i++) {
            children.add(ctx.callSubOrchestrator("Tree", depth - 1,
                ctx.getInstanceId() + "-" + i, Integer.class));
          }
          return 1 + ctx.allOf(children).await().stream().mapToInt(it -> it).sum();
        });
  }

  private int count() {
    return client().queryInstances(new OrchestrationStatusQuery().setMaxInstanceCount(1_000))
        .getOrchestrationState().size();
  }

  @Test
  void aRestartUnderTheSameIdRunsTheSameInputAgain() throws Exception {
    String id = startAs("again", "Greet", "you");
    String first = end(id).getState().execution().executionId();

    assertThat(client().restartInstance(id, false)).isEqualTo(id);

    OrchestrationMetadata end = end(id);
    assertThat(end.readOutputAs(String.class)).isEqualTo("Hello you");
    assertThat(end.getState().execution().executionId()).isNotEqualTo(first);
  }

  @Test
  void aRestartUnderANewIdLeavesTheOldAlone() throws Exception {
    String id = client().scheduleNewOrchestrationInstance("Greet",
        new NewOrchestrationInstanceOptions().setInput("you").setTags(Map.of("k", "v")));
    OrchestrationMetadata before = end(id);

    String other = client().restartInstance(id, true);

    assertThat(other).isNotEqualTo(id);
    assertThat(end(other).readOutputAs(String.class)).isEqualTo("Hello you");
    assertThat(end(other).getTags()).isEqualTo(Map.of("k", "v"));
    assertThat(end(id).getState()).isEqualTo(before.getState());
  }

  @Test
  void aRunningInstanceIsNotRestartedUnderItsId() throws Exception {
    String id = start("Wait", null);

    assertThatThrownBy(() -> client().restartInstance(id, false))
        .isInstanceOf(IllegalStateException.class).hasMessageContaining(id);
  }

  @Test
  void aFailedOrTerminatedInstanceIsRestarted() throws Exception {
    String failed = startAs("failed", "Fail", null);
    end(failed);
    client().restartInstance(failed, false);
    assertThat(end(failed).getRuntimeStatus()).isEqualTo(OrchestrationStatus.FAILED);

    String scheduled = client().scheduleNewOrchestrationInstance("Greet",
        new NewOrchestrationInstanceOptions().setInput("early")
            .setStartTime(hub().now().plusSeconds(60)));
    client().terminate(scheduled, null);
    client().restartInstance(scheduled, false);
    assertThat(end(scheduled).readOutputAs(String.class)).isEqualTo("Hello early");
  }

  @Test
  void aPurgedInstanceIsGone() throws Exception {
    String id = startAs("gone", "Greet", "you");
    end(id);

    assertThat(client().purgeInstance(id).getDeletedInstanceCount()).isEqualTo(1);

    assertThat(client().getInstanceMetadata(id, true).isInstanceFound()).isFalse();
    assertThat(client().purgeInstance(id).getDeletedInstanceCount()).isZero();
    assertThat(count()).isZero();
    startAs("gone", "Greet", "again");
    assertThat(end(id).readOutputAs(String.class)).isEqualTo("Hello again");
  }

  @Test
  void aRunningInstanceIsNotPurged() throws Exception {
    String id = start("Wait", null);

    assertThatThrownBy(() -> client().purgeInstance(id))
        .isInstanceOf(IllegalStateException.class).hasMessageContaining(id);

    client().raiseEvent(id, "Go", "alive");
    assertThat(end(id).readOutputAs(String.class)).isEqualTo("alive");
  }

  @Test
  void aRecursivePurgeTakesTheWholeTree() throws Exception {
    String root = startAs("root", "Tree", 3);
    assertThat(end(root).readOutputAs(Integer.class)).isEqualTo(15);
    startAs("other", "Greet", "x");
    end("other");

    assertThat(client().purgeInstance(root, true).getDeletedInstanceCount()).isEqualTo(15);

    assertThat(count()).isEqualTo(1);
  }

  @Test
  void aPurgeOfOneLeavesItsChildren() throws Exception {
    end(startAs("root", "Tree", 1));

    assertThat(client().purgeInstance("root").getDeletedInstanceCount()).isEqualTo(1);

    assertThat(count()).isEqualTo(2);
  }

  @Test
  void aPurgeByFilterTakesWhatMatchesAndHasEnded() throws Exception {
    for (int i = 0; i < 500; i++) {
      startAs("greet-" + i, "Greet", "" + i);
    }
    for (int i = 0; i < 20; i++) {
      startAs("wait-" + i, "Wait", null);
      end(startAs("fail-" + i, "Fail", null));
    }
    hub().awaitIdle();

    assertThat(client().purgeInstances(new PurgeInstanceCriteria()
        .setRuntimeStatusList(List.of(OrchestrationStatus.FAILED))).getDeletedInstanceCount())
        .isEqualTo(20);
    assertThat(client().purgeInstances(new PurgeInstanceCriteria()
        .setRuntimeStatusList(List.of(OrchestrationStatus.RUNNING))).getDeletedInstanceCount())
        .isZero();
    assertThat(client().purgeInstances(new PurgeInstanceCriteria()
        .setInstanceIdPrefix("greet-1")).getDeletedInstanceCount()).isEqualTo(111);
    assertThat(client().purgeInstances(new PurgeInstanceCriteria()).getDeletedInstanceCount())
        .isEqualTo(389);
    assertThat(count()).isEqualTo(20);
  }

  @Test
  void aPurgeByTimeTakesWhatIsOld() throws Exception {
    end(startAs("old", "Greet", "x"));
    hub().advance(Duration.ofDays(1));
    Instant limit = hub().now();
    hub().advance(Duration.ofDays(1));
    end(startAs("young", "Greet", "x"));

    assertThat(client().purgeInstances(new PurgeInstanceCriteria().setCreatedTimeTo(limit))
        .getDeletedInstanceCount()).isEqualTo(1);

    assertThat(client().getInstanceMetadata("old", false).isInstanceFound()).isFalse();
    assertThat(client().getInstanceMetadata("young", false).isInstanceFound()).isTrue();
  }

  @Test
  void aRecursivePurgeByFilterTakesTheChildrenToo() throws Exception {
    for (int i = 0; i < 5; i++) {
      end(startAs("tree" + i, "Tree", 2));
    }

    int removed = client().purgeInstances(new PurgeInstanceCriteria().setRecursive(true)
        .setInstanceIdPrefix("tree3")).getDeletedInstanceCount();

    assertThat(removed).isEqualTo(7);
    assertThat(count()).isEqualTo(28);
  }

  @Test
  void aHistoryTellsWhatHappened() throws Exception {
    String id = startAs("told", "Greet", "you");
    end(id);

    List<HistoryEvent> history = client().getOrchestrationHistory(id);

    assertThat(history).extracting(it -> it.body().getClass().getSimpleName()).containsExactly(
        "OrchestratorStarted", "ExecutionStarted", "TaskScheduled", "OrchestratorStarted",
        "TaskCompleted", "ExecutionCompleted");
    assertThat(history.get(4).body())
        .isEqualTo(new EventBody.TaskCompleted(0, "\"Hello you\""));
  }

  @Test
  void finishedInstancesVanishAtTheConfiguredAge() throws Exception {
    options = options.withHub(HubOptions.defaults().withRetention(Duration.ofDays(7)));
    end(startAs("ended", "Greet", "x"));
    startAs("running", "Wait", null);
    hub().advance(Duration.ofDays(6));
    end(startAs("later", "Greet", "x"));
    assertThat(count()).isEqualTo(3);

    hub().advance(Duration.ofDays(1).plusHours(1));
    assertThat(client().getInstanceMetadata("ended", false).isInstanceFound()).isFalse();
    assertThat(client().getInstanceMetadata("later", false).isInstanceFound()).isTrue();

    hub().advance(Duration.ofDays(30));
    assertThat(count()).isEqualTo(1);
    assertThat(status("running")).isEqualTo(OrchestrationStatus.RUNNING);
  }

  @Test
  void withoutRetentionInstancesStay() throws Exception {
    options = options.withHub(HubOptions.defaults().withoutRetention());
    end(startAs("ended", "Greet", "x"));

    hub().advance(Duration.ofDays(3_650));

    assertThat(count()).isEqualTo(1);
  }

  @Test
  void theDefaultRetentionIsThirtyDays() throws Exception {
    end(startAs("ended", "Greet", "x"));
    hub().advance(Duration.ofDays(29));
    assertThat(count()).isEqualTo(1);

    hub().advance(Duration.ofDays(1).plusMinutes(11));

    assertThat(count()).isZero();
  }
}
