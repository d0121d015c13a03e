package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.client.InstanceNotFoundException;
import dev.perdure.sdk.client.RaiseEventOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SessionCacheSizes
final class ControlTest extends HubTest {

  ControlTest(int sessionCacheSize) {
    super(sessionCacheSize);
  }

  @BeforeEach
  void register() {
    functions.orchestration("Wait", ctx -> ctx.waitForExternalEvent("Go", String.class).await())
        .orchestration("Tree", ctx -> {
          int depth = ctx.getInput(int.class);
          if (depth == 0) {
            return ctx.waitForExternalEvent("Go", String.class).await();
          }
          List<Task<String>> children = new ArrayList<>();
          for (int i = 0; i < 2; i++) {
            children.add(ctx.callSubOrchestrator("Tree", depth - 1,
                ctx.getInstanceId() + "-" + i, String.class));
          }
          return ctx.allOf(children).await();
        });
  }

  @Test
  void aSuspendedInstanceTakesEventsAndGoesOnLater() throws Exception {
    String id = start("Wait", null);
    hub().awaitIdle();

    client().suspendInstance(id, "hold it");
    assertThat(status(id)).isEqualTo(OrchestrationStatus.SUSPENDED);
    client().raiseEvent(id, "Go", "held");
    hub().advance(Duration.ofDays(1));
    assertThat(status(id)).isEqualTo(OrchestrationStatus.SUSPENDED);
    client().resumeInstance(id, "go on");

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("held");
  }

  @Test
  void timersThatFireWhileSuspendedAreHeldToo() throws Exception {
    functions.orchestration("Sleep", ctx -> {
      ctx.createTimer(Duration.ofHours(1)).await();
      return "slept";
    });
    String id = start("Sleep", null);
    hub().awaitIdle();
    client().suspendInstance(id);
    hub().advance(Duration.ofHours(2));
    hub().restart();
    assertThat(status(id)).isEqualTo(OrchestrationStatus.SUSPENDED);

    client().resumeInstance(id);

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("slept");
  }

  @Test
  void suspendingTwiceAndResumingTwiceIsHarmless() throws Exception {
    String id = start("Wait", null);
    client().suspendInstance(id);
    client().suspendInstance(id);
    client().resumeInstance(id);
    client().resumeInstance(id);

    client().raiseEvent(id, "Go", "x");

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("x");
    client().suspendInstance(id);
    client().resumeInstance(id);
    assertThat(status(id)).isEqualTo(OrchestrationStatus.COMPLETED);
  }

  @Test
  void aSuspendedInstanceCanBeTerminated() throws Exception {
    String id = start("Wait", null);
    client().suspendInstance(id);

    client().terminate(id, List.of("the", "end"));

    assertThat(end(id).getRuntimeStatus()).isEqualTo(OrchestrationStatus.TERMINATED);
    assertThat(end(id).readOutputAs(Object.class)).isEqualTo(List.of("the", "end"));
  }

  @Test
  void terminationIsThereWhenTheCallReturnsWhateverRuns() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch began = new CountDownLatch(1);
    functions.activity("Hang", ctx -> {
      began.countDown();
      never.await();
      return "late";
    }).orchestration("Busy", ctx -> ctx.callActivity("Hang", String.class).await());
    String id = start("Busy", null);
    began.await();

    client().terminate(id, null);

    assertThat(status(id)).isEqualTo(OrchestrationStatus.TERMINATED);
    never.countDown();
    hub().awaitIdle();
    assertThat(status(id)).isEqualTo(OrchestrationStatus.TERMINATED);
  }

  @Test
  void terminatingOnceMoreChangesNothing() throws Exception {
    String id = start("Wait", null);
    client().terminate(id, "first");

    client().terminate(id, "second");

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("first");
  }

  @Test
  void aTerminatedParentLeavesItsChildrenAlone() throws Exception {
    startAs("root", "Tree", 1);
    hub().awaitIdle();

    client().terminate("root", null, false);
    hub().awaitIdle();

    assertThat(status("root-0")).isEqualTo(OrchestrationStatus.RUNNING);
    client().raiseEvent("root-0", "Go", "alive");
    assertThat(end("root-0").readOutputAs(String.class)).isEqualTo("alive");
  }

  @Test
  void aRecursiveTerminationEndsTheWholeTree() throws Exception {
    startAs("root", "Tree", 3);
    hub().awaitIdle();

    client().terminate("root", "all", true);
    hub().awaitIdle();

    for (String id : List.of("root", "root-0", "root-1-0", "root-1-1-1", "root-0-0-0")) {
      assertThat(status(id)).as(id).isEqualTo(OrchestrationStatus.TERMINATED);
    }
  }

  @Test
  void aRecursiveTerminationReachesAChildThatHasContinuedAsNew() throws Exception {
    functions.orchestration("Renew", ctx -> {
      if (ctx.getInput(int.class) < 3) {
        ctx.continueAsNew(ctx.getInput(int.class) + 1);
      }
      return ctx.waitForExternalEvent("Go", String.class).await();
    }).orchestration("Parent",
        ctx -> ctx.callSubOrchestrator("Renew", 0, "renewed", String.class).await());
    startAs("parent", "Parent", null);
    hub().awaitIdle();

    client().terminate("parent", null, true);
    hub().awaitIdle();

    assertThat(status("renewed")).isEqualTo(OrchestrationStatus.TERMINATED);
  }

  @Test
  void eventsToEndedAndUnknownInstancesAreTold() throws Exception {
    String id = start("Wait", null);
    client().raiseEvent(id, "Go", "x");
    end(id);

    client().raiseEvent(id, "Go", "dropped");
    assertThatThrownBy(() -> client().raiseEvent(id, "Go", "dropped",
        RaiseEventOptions.defaults().withFailIfEnded(true)))
        .isInstanceOf(IllegalStateException.class).hasMessageContaining(id);
    assertThatThrownBy(() -> client().raiseEvent("nobody", "Go", "x"))
        .isInstanceOf(InstanceNotFoundException.class);
    assertThat(end(id).readOutputAs(String.class)).isEqualTo("x");
  }

  @Test
  void nobodyCannotBeControlled() {
    for (Runnable control : List.<Runnable>of(
        () -> client().suspendInstance("nobody"), () -> client().resumeInstance("nobody"),
        () -> client().terminate("nobody", null), () -> client().rewindInstance("nobody"),
        () -> client().restartInstance("nobody", false),
        () -> client().restartInstance("nobody", true),
        () -> client().getOrchestrationHistory("nobody"))) {
      assertThatThrownBy(control::run).isInstanceOf(InstanceNotFoundException.class);
    }
    assertThat(client().purgeInstance("nobody").getDeletedInstanceCount()).isZero();
  }

  @Test
  void controlKeepsItsOrderWithEvents() throws Exception {
    List<Integer> seen = new CopyOnWriteArrayList<>();
    functions.orchestration("Collect", ctx -> {
      for (int i = 0; i < 100; i++) {
        int n = ctx.waitForExternalEvent("N", Integer.class).await();
        if (!ctx.getIsReplaying()) {
          seen.add(n);
        }
      }
      return "done";
    });
    String id = start("Collect", null);
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      client().raiseEvent(id, "N", i);
      expected.add(i);
      if (i % 7 == 0) {
        client().suspendInstance(id);
      } else if (i % 7 == 3) {
        client().resumeInstance(id);
      }
    }
    client().resumeInstance(id);

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("done");
    assertThat(seen).isEqualTo(expected);
  }
}
