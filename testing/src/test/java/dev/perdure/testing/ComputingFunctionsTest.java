package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.model.EntityId;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskOrchestrationContext;
import dev.perdure.sdk.client.DurableTaskClient;
import dev.perdure.sdk.worker.DurableTaskWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// While functions compute on more threads than there are processors, everything else goes on.
final class ComputingFunctionsTest {
  private static final int MANY = 2 * Runtime.getRuntime().availableProcessors() + 1;
  private static final Duration LIMIT = Duration.ofSeconds(40);

  /// More than there are places for activities that compute, and more than there are carriers.
  private static final int HEAPS = 600;

  private final AtomicBoolean end = new AtomicBoolean();
  private final CountDownLatch spinning = new CountDownLatch(MANY);
  private final CountDownLatch meeting = new CountDownLatch(HEAPS);
  private final FunctionRegistry registry = new FunctionRegistry()
      .activity("Spin", ctx -> spin())
      .activity("Echo", String.class, it -> it)
      .activity("Meet", ctx -> meet())
      .orchestration("SpinInActivities", ctx -> inParallel(ctx, "Spin", MANY))
      .orchestration("SpinInHeapsOfActivities", ctx -> inParallel(ctx, "Spin", HEAPS))
      .orchestration("MeetInActivities", ctx -> inParallel(ctx, "Meet", HEAPS))
      .orchestration("SpinInOrchestrator", ctx -> spin())
      .orchestration("SpinInEntity", ctx -> ctx
          .callEntity(new EntityId("spinner", ctx.getInstanceId()), "spin", null, String.class)
          .await())
      .entity("spinner", operation -> spin())
      .orchestration("Others", ctx -> {
        ctx.createTimer(Duration.ofMillis(100)).await();
        return ctx.callActivity("Echo", "fine", String.class).await();
      });
  private final EmbeddedHub hub = EmbeddedHub.open(
      MemoryStore.open(new MemoryStore.Disk()), HubOptions.defaults());
  private final DurableTaskWorker worker = new DurableTaskWorker(hub, registry).start();
  private final DurableTaskClient client = new DurableTaskClient(hub);

  @AfterEach
  void close() {
    end.set(true);
    client.close();
    worker.close();
    hub.close();
  }

  @Test
  void othersGoOnWhileActivitiesCompute() throws Exception {
    String spins = client.scheduleNewOrchestrationInstance("SpinInActivities");

    othersGoOn();
    end.set(true);
    assertThat(output(spins)).isEqualTo("done");
  }

  @Test
  void othersGoOnWhileMoreActivitiesComputeThanThereAreCarriers() throws Exception {
    String spins = client.scheduleNewOrchestrationInstance("SpinInHeapsOfActivities");

    othersGoOn();
    end.set(true);
    assertThat(output(spins)).isEqualTo("done");
  }

  @Test
  void activitiesThatWaitDoNotKeepOthersFromBeginning() throws Exception {
    assertThat(output(client.scheduleNewOrchestrationInstance("MeetInActivities")))
        .isEqualTo("done");
  }

  @Test
  void othersGoOnWhileOrchestratorsCompute() throws Exception {
    othersGoOnWhileInstancesOf("SpinInOrchestrator");
  }

  @Test
  void othersGoOnWhileEntitiesCompute() throws Exception {
    othersGoOnWhileInstancesOf("SpinInEntity");
  }

  private void othersGoOnWhileInstancesOf(String name) throws Exception {
    List<String> spins = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      spins.add(client.scheduleNewOrchestrationInstance(name));
    }

    othersGoOn();
    end.set(true);
    for (String each : spins) {
      assertThat(output(each)).isEqualTo("spun");
    }
  }

  private void othersGoOn() throws Exception {
    assertThat(spinning.await(LIMIT.toSeconds(), TimeUnit.SECONDS))
        .as("%s functions compute side by side", MANY).isTrue();
    for (int i = 0; i < 3; i++) {
      assertThat(output(client.scheduleNewOrchestrationInstance("Others"))).isEqualTo("fine");
    }
  }

  private @Nullable String output(String id) throws Exception {
    var ended = client.waitForInstanceCompletion(id, LIMIT, true);
    assertThat(ended.getRuntimeStatus()).isEqualTo(OrchestrationStatus.COMPLETED);
    return ended.readOutputAs(String.class);
  }

  private static String inParallel(TaskOrchestrationContext ctx, String activity, int times) {
    List<Task<String>> tasks = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      tasks.add(ctx.callActivity(activity, null, String.class));
    }
    ctx.allOf(tasks).await();
    return "done";
  }

  /// Waits until all others have begun, too.
  private String meet() throws InterruptedException {
    meeting.countDown();
    meeting.await();
    return "met";
  }

  private String spin() {
    spinning.countDown();
    while (!end.get()) {
      Thread.onSpinWait();
    }
    return "spun";
  }
}
