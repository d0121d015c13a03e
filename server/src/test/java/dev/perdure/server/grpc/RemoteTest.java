package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.model.request.OperationAnswer;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.ReusePolicy;
import dev.perdure.model.request.StartRequest;
import dev.perdure.protocol.remote.RemoteHub;
import dev.perdure.protocol.remote.RemoteWork;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskFailedException;
import dev.perdure.sdk.TaskOptions;
import dev.perdure.sdk.TaskOrchestrationContext;
import dev.perdure.sdk.client.DurableTaskClient;
import dev.perdure.sdk.client.InstanceNotFoundException;
import dev.perdure.sdk.client.OrchestrationAlreadyExistsException;
import dev.perdure.sdk.client.OrchestrationMetadata;
import dev.perdure.sdk.worker.DurableTaskWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Our own client and worker over the wire.
final class RemoteTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final AtomicInteger chainsBegun = new AtomicInteger();
  private final AtomicInteger tries = new AtomicInteger();
  private final Sidecar sidecar = new Sidecar(true);
  private final RemoteHub hub = new RemoteHub(sidecar.channel());
  private final DurableTaskClient client = new DurableTaskClient(hub);
  private final DurableTaskWorker worker = new DurableTaskWorker(
      new RemoteWork(sidecar.channel()), functions()).start();

  @AfterEach
  void close() {
    worker.close();
    sidecar.close();
  }

  @Test
  void anOrchestratorGoesOnWhereItStandsWithoutItsHistory() throws TimeoutException {
    assertThat(run("Chain", 20).readOutputAs(Integer.class)).isEqualTo(20);

    assertThat(chainsBegun).as("it was never replayed").hasValue(1);
  }

  @Test
  void workFansOutAndIn() throws TimeoutException {
    assertThat(run("FanOut", 100).readOutputAs(Integer.class)).isEqualTo(100);
  }

  @Test
  void orchestratorsAreReplayedWhenTheConnectionBreaks() throws Exception {
    String id = client.scheduleNewOrchestrationInstance("Slow", 40);
    client.waitForInstanceStart(id, PATIENCE);
    Thread.sleep(200);

    sidecar.restartFront();

    assertThat(end(id).readOutputAs(Integer.class)).isEqualTo(40);
    assertThat(chainsBegun).hasValueGreaterThan(1);
  }

  @Test
  void eventsStatusesAndSubOrchestrationsGoThrough() throws TimeoutException {
    String id = client.scheduleNewOrchestrationInstance("Approval", "x");
    client.waitForInstanceStart(id, PATIENCE);
    client.suspendInstance(id, "wait");
    assertThat(hub.get(id, false).toCompletableFuture().join().orElseThrow().status())
        .isEqualTo(OrchestrationStatus.SUSPENDED);
    client.resumeInstance(id, "go on");
    client.raiseEvent(id, "Approval", "yes");

    OrchestrationMetadata end = end(id);
    assertThat(end.readOutputAs(String.class)).isEqualTo("yes 3");
    assertThat(end.readCustomStatusAs(String.class)).isEqualTo("waiting");
  }

  @Test
  void aFailureKeepsItsTypeAndRetriesAreMade() throws TimeoutException {
    assertThat(run("Retry", "x").readOutputAs(String.class)).isEqualTo("after 3");
    OrchestrationMetadata failed = run("Failing", "x");

    assertThat(failed.getRuntimeStatus()).isEqualTo(OrchestrationStatus.FAILED);
    assertThat(failed.getFailureDetails().orElseThrow().message()).contains("no luck");
  }

  @Test
  void entitiesAreSignalledCalledReadAndListed() throws TimeoutException {
    EntityId id = new EntityId("Tally", "a");
    assertThat(hub.getEntity(id, true).toCompletableFuture().join()).isEmpty();
    assertThat(
        hub.signalEntity(OperationRequest.of(id, "add", "2")).toCompletableFuture().join())
        .isInstanceOf(Outcome.Accepted.class);

    assertThat(run("Calling", "a").readOutputAs(Integer.class)).isEqualTo(5);

    assertThat(hub.getEntity(id, true).toCompletableFuture().join().orElseThrow().state())
        .isEqualTo("5");
    assertThat(hub.queryEntities(EntityQuery.all()).toCompletableFuture().join().entities())
        .extracting(EntityState::id).containsExactly(id);
    assertThat(hub.callEntity(OperationRequest.of(id, "add", "1")).toCompletableFuture().join())
        .isInstanceOf(OperationAnswer.Refused.class);
  }

  @Test
  void aMonitorContinuesAsNew() throws TimeoutException {
    assertThat(run("Monitor", 1).readOutputAs(Integer.class)).isEqualTo(3);
  }

  @Test
  void refusalsAreThoseOfTheHubInProcess() throws TimeoutException {
    String id = client.scheduleNewOrchestrationInstance("Approval", null, "taken");

    assertThatThrownBy(() -> client.scheduleNewOrchestrationInstance("Approval", null, id))
        .isInstanceOf(OrchestrationAlreadyExistsException.class);
    assertThatThrownBy(() -> client.raiseEvent("nobody", "Approval", null))
        .isInstanceOf(InstanceNotFoundException.class);
    assertThat(hub.rewind(id, null).toCompletableFuture().join())
        .isInstanceOf(Outcome.Refused.class);
    assertThat(
        hub.start(
            new StartRequest(
                id, new dev.perdure.model.FunctionRef("Approval", null), null, null, Map.of(),
                ReusePolicy.ignoring(), null, null))
            .toCompletableFuture().join())
        .isEqualTo(
            new Outcome.Accepted(new dev.perdure.model.ExecutionKey("taken", "")));
    client.terminate(id, "enough");
    assertThat(end(id).readOutputAs(String.class)).isEqualTo("enough");
  }

  @Test
  void instancesAreListedReadAndPurged() throws TimeoutException {
    for (int i = 0; i < 5; i++) {
      end(client.scheduleNewOrchestrationInstance("Chain", 1, "list-" + i));
    }
    InstanceFilter filter = new InstanceFilter(
        java.util.Set.of(OrchestrationStatus.COMPLETED), null, null, "list-", null, Map.of());

    List<String> ids = new ArrayList<>();
    String continuation = null;
    do {
      var page = hub.query(new InstanceQuery(filter, 2, continuation, true))
          .toCompletableFuture().join();
      page.instances().forEach(state -> ids.add(state.instanceId()));
      continuation = page.continuation();
    } while (continuation != null);

    assertThat(ids).containsExactly("list-0", "list-1", "list-2", "list-3", "list-4");
    assertThat(hub.history("list-0").toCompletableFuture().join().orElseThrow())
        .anyMatch(event -> event.body() instanceof EventBody.ExecutionStarted)
        .anyMatch(event -> event.body() instanceof EventBody.ExecutionCompleted);
    assertThat(hub.history("nobody").toCompletableFuture().join()).isEmpty();
    assertThat(hub.purge("list-0", false).toCompletableFuture().join().removed()).isEqualTo(1);
    assertThat(hub.get("list-0", false).toCompletableFuture().join()).isEmpty();
  }

  private FunctionRegistry functions() {
    return new FunctionRegistry()
        .orchestration("Chain", ctx -> chain(ctx, "Echo"))
        .orchestration("Slow", ctx -> chain(ctx, "Pause"))
        .orchestration("FanOut", RemoteTest::fanOut)
        .orchestration("Approval", RemoteTest::approval)
        .orchestration("Retry", ctx -> ctx.callActivity(
            "Flaky", null, new TaskOptions(new RetryPolicy(5, Duration.ofMillis(10))),
            String.class).await())
        .orchestration("Failing", ctx -> ctx.callActivity("Boom", null, String.class).await())
        .orchestration("Monitor", RemoteTest::monitor)
        .orchestration("Calling", ctx -> ctx.callEntity(
            new EntityId("Tally", ctx.getInput(String.class)), "add", 3, Integer.class).await())
        .entity("Tally", operation -> {
          Integer before = operation.getState().getState(Integer.class);
          int sum = (before == null ? 0 : before) + operation.getInput(Integer.class);
          operation.getState().setState(sum);
          return sum;
        })
        .activity("Echo", _ -> 1)
        .activity("Pause", _ -> {
          Thread.sleep(20);
          return 1;
        })
        .activity("Flaky", _ -> {
          if (tries.incrementAndGet() < 3) {
            throw new IllegalStateException("again");
          }
          return "after " + tries.get();
        })
        .activity("Boom", _ -> {
          throw new IllegalStateException("no luck");
        });
  }

  private int chain(TaskOrchestrationContext ctx, String activity) {
    chainsBegun.incrementAndGet();
    int sum = 0;
    int length = ctx.getInput(int.class);
    for (int i = 0; i < length; i++) {
      sum += ctx.callActivity(activity, i, Integer.class).await();
    }
    return sum;
  }

  private static int fanOut(TaskOrchestrationContext ctx) {
    List<Task<Integer>> tasks = new ArrayList<>();
    int width = ctx.getInput(int.class);
    for (int i = 0; i < width; i++) {
      tasks.add(ctx.callActivity("Echo", i, Integer.class));
    }
    return ctx.allOf(tasks).await().size();
  }

  private static String approval(TaskOrchestrationContext ctx) {
    ctx.setCustomStatus("waiting");
    String answer = ctx.waitForExternalEvent("Approval", String.class).await();
    try {
      int child = ctx.callSubOrchestrator("Chain", 3, Integer.class).await();
      return answer + " " + child;
    } catch (TaskFailedException e) {
      return "failed " + e.getMessage();
    }
  }

  private static int monitor(TaskOrchestrationContext ctx) {
    int round = ctx.getInput(int.class);
    ctx.createTimer(Duration.ofMillis(10)).await();
    if (round < 3) {
      ctx.continueAsNew(round + 1);
    }
    return round;
  }

  private OrchestrationMetadata run(String name, Object input) throws TimeoutException {
    return end(client.scheduleNewOrchestrationInstance(name, input));
  }

  private OrchestrationMetadata end(String id) throws TimeoutException {
    return client.waitForInstanceCompletion(id, PATIENCE, true);
  }
}
