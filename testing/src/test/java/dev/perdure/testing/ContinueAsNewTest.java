package dev.perdure.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.client.NewOrchestrationInstanceOptions;
import dev.perdure.sdk.client.OrchestrationMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

@SessionCacheSizes
final class ContinueAsNewTest extends HubTest {

  ContinueAsNewTest(int sessionCacheSize) {
    super(sessionCacheSize);
  }

  record State(int round, List<Integer> seen) {}

  @Test
  void aThousandGenerationsKeepTheHistoryShort() throws Exception {
    Set<String> executions = ConcurrentHashMap.newKeySet();
    functions.activity("Add", Integer.class, n -> requireNonNull(n) + 1)
        .orchestration("Count", ctx -> {
          executions.add(ctx.getExecutionId());
          int n = ctx.callActivity("Add", ctx.getInput(Integer.class), Integer.class).await();
          if (n < 1_000) {
            ctx.continueAsNew(n);
          }
          return n;
        });

    String id = start("Count", 0);

    OrchestrationMetadata end = end(id);
    assertThat(end.readOutputAs(Integer.class)).isEqualTo(1_000);
    assertThat(end.readInputAs(Integer.class)).isEqualTo(999);
    assertThat(executions).hasSize(1_000);
    assertThat(client().getOrchestrationHistory(id)).hasSizeLessThan(10);
  }

  @Test
  void eventsThatNobodyReceivedAreCarriedOverInOrder() throws Exception {
    functions.orchestration("Collect", ctx -> {
      State state = ctx.getInput(State.class);
      List<Integer> seen = new ArrayList<>(state.seen());
      seen.add(ctx.waitForExternalEvent("N", Integer.class).await());
      if (seen.size() < 60) {
        ctx.continueAsNew(new State(state.round() + 1, seen));
      }
      return seen;
    });
    String id = start("Collect", new State(0, List.of()));
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      client().raiseEvent(id, "N", i);
      expected.add(i);
    }

    assertThat(end(id).readOutputAs(Object.class)).isEqualTo(expected);
  }

  @Test
  void eventsAreDroppedWhenTheProgramSaysSo() throws Exception {
    functions.orchestration("Drop", ctx -> {
      if (ctx.getInput(int.class) == 0) {
        ctx.waitForExternalEvent("Go").await();
        ctx.continueAsNew(1, false);
      }
      return ctx.waitForExternalEvent("N", Integer.class).await();
    });
    String id = start("Drop", 0);
    client().raiseEvent(id, "N", 1);
    hub().awaitIdle();
    client().raiseEvent(id, "Go");
    hub().awaitIdle();

    client().raiseEvent(id, "N", 2);

    assertThat(end(id).readOutputAs(Integer.class)).isEqualTo(2);
  }

  @Test
  void resultsAndTimersOfTheOldExecutionAreNotHeard() throws Exception {
    functions.activity("Echo", String.class, it -> it)
        .orchestration("Again", ctx -> {
          if (ctx.getInput(int.class) == 0) {
            ctx.callActivity("Echo", "old", String.class);
            ctx.createTimer(Duration.ofMinutes(1));
            ctx.createTimer(Duration.ofMillis(1)).await();
            ctx.continueAsNew(1);
          }
          String fresh = ctx.callActivity("Echo", "new", String.class).await();
          ctx.createTimer(Duration.ofMinutes(2)).await();
          return fresh;
        });
    String id = start("Again", 0);
    hub().advance(Duration.ofSeconds(90));
    assertThat(status(id)).isEqualTo(OrchestrationStatus.RUNNING);

    hub().advance(Duration.ofSeconds(60));

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("new");
  }

  @Test
  void theInstanceKeepsItsIdentity() throws Exception {
    functions.orchestration("Child", ctx -> {
      if (ctx.getInput(int.class) < 3) {
        ctx.continueAsNew(ctx.getInput(int.class) + 1);
      }
      return ctx.getInstanceId() + " " + ctx.getTags().get("k") + " " + ctx.getVersion() + " "
          + ctx.getParentInstance().orElseThrow().execution().instanceId();
    }).orchestration("Parent",
        ctx -> ctx.callSubOrchestrator("Child", 0, "c", String.class).await());

    String id = client().scheduleNewOrchestrationInstance("Parent",
        new NewOrchestrationInstanceOptions().setInstanceId("p").setTags(Map.of("k", "v")));

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("c v  p");
  }

  @Test
  void itLeavesTheCodeThroughFinallyAndPastCatchException() throws Exception {
    List<String> left = new java.util.concurrent.CopyOnWriteArrayList<>();
    functions.orchestration("Leave", ctx -> {
      if (ctx.getInput(int.class) == 1) {
        return "second";
      }
      try {
        ctx.continueAsNew(1);
      } catch (Exception e) {
        left.add("caught");
      } finally {
        left.add("finally");
      }
      return "not reached";
    });

    assertThat(run("Leave", 0).readOutputAs(String.class)).isEqualTo("second");
    assertThat(left).contains("finally").doesNotContain("caught");
  }

  @Test
  void anEternalOrchestrationIsStoppedFromOutside() throws Exception {
    functions.orchestration("Eternal", ctx -> {
      ctx.createTimer(Duration.ofMinutes(1)).await();
      ctx.continueAsNew(ctx.getInput(int.class) + 1);
      return null;
    });
    String id = start("Eternal", 0);
    hub().advance(Duration.ofMinutes(61));

    assertThat(requireNonNull(
        client().getInstanceMetadata(id, true).readInputAs(Integer.class))).isBetween(59, 61);
    client().terminate(id, "enough");
    assertThat(end(id).getRuntimeStatus()).isEqualTo(OrchestrationStatus.TERMINATED);
  }

  @Test
  void aSuspendedInstanceStaysSuspendedAcrossIt() throws Exception {
    functions.orchestration("Step", ctx -> {
      ctx.waitForExternalEvent("Step").await();
      if (ctx.getInput(int.class) < 5) {
        ctx.continueAsNew(ctx.getInput(int.class) + 1);
      }
      return "done";
    });
    String id = start("Step", 0);
    client().suspendInstance(id);
    for (int i = 0; i < 6; i++) {
      client().raiseEvent(id, "Step");
    }
    hub().awaitIdle();
    assertThat(status(id)).isEqualTo(OrchestrationStatus.SUSPENDED);

    client().resumeInstance(id);

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("done");
  }
}
