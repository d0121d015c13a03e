package dev.perdure.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.examples.ApprovalWorkflow.ApprovalInfo;
import dev.perdure.examples.DoWork.Progress;
import dev.perdure.examples.Monitor.JobInfo;
import dev.perdure.model.EntityId;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.sdk.FunctionModule;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.client.DurableTaskClient;
import dev.perdure.sdk.client.OrchestrationMetadata;
import dev.perdure.sdk.worker.DurableTaskWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every example does what it says.
final class ExamplesTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @SuppressWarnings("NullAway.Init")
  private static EmbeddedHub hub;

  @SuppressWarnings("NullAway.Init")
  private static DurableTaskWorker worker;

  @SuppressWarnings("NullAway.Init")
  private static DurableTaskClient client;

  @BeforeAll
  static void open() {
    FunctionRegistry registry = new FunctionRegistry();
    ServiceLoader.load(FunctionModule.class).forEach(it -> it.register(registry));
    hub = EmbeddedHub.open(MemoryStore.open(new MemoryStore.Disk()), HubOptions.defaults());
    worker = new DurableTaskWorker(hub, registry).start();
    client = new DurableTaskClient(hub);
  }

  @AfterAll
  static void close() {
    client.close();
    worker.close();
    hub.close();
  }

  @Test
  void chainingPassesEachResultOn() throws Exception {
    assertThat(run("Chaining", null).readOutputAs(double.class)).isEqualTo(21.0);
    assertThat(run("Chaining", "7").readOutputAs(double.class)).isEqualTo(8.0);
  }

  @Test
  void chainingFailsWithWhatItsActivityFailedWith() throws Exception {
    OrchestrationMetadata ended = run("Chaining", "seven");

    assertThat(ended.getRuntimeStatus()).isEqualTo(OrchestrationStatus.FAILED);
    assertThat(ended.getFailureDetails()).isPresent();
  }

  @Test
  void fanOutFanInAddsUpAllResults() throws Exception {
    assertThat(run("FanOutFanIn", null).readOutputAs(Integer.class)).isEqualTo(385);
    assertThat(run("FanOutFanIn", 3).readOutputAs(Integer.class)).isEqualTo(14);
    assertThat(run("FanOutFanIn", 0).readOutputAs(Integer.class)).isZero();
  }

  @Test
  void doWorkShowsItsProgress() throws Exception {
    String id = client.scheduleNewOrchestrationInstance("DoWork", 2);
    client.waitForInstanceStart(id, LIMIT);

    OrchestrationMetadata ended = client.waitForInstanceCompletion(id, LIMIT, true);

    assertThat(ended.readOutputAs(String.class)).isEqualTo("Did 2 steps of work");
    assertThat(ended.readCustomStatusAs(Progress.class)).isEqualTo(new Progress(2, 2));
  }

  @Test
  void theMonitorLooksUntilTheJobIsCompleted() throws Exception {
    OrchestrationMetadata ended = run("Monitor", new JobInfo("job-7", 0.5, 20.0));

    assertThat(ended.readOutputAs(String.class)).isEqualTo("done");
    assertThat(ended.readCustomStatusAs(String.class)).isEqualTo("Completed");
  }

  @Test
  void theMonitorGivesUpInTime() throws Exception {
    assertThat(run("Monitor", new JobInfo(null, 0.1, 0.3)).readOutputAs(String.class))
        .isEqualTo("expired");
  }

  @Test
  void anApprovalIsActedOn() throws Exception {
    assertThat(answered(true)).isEqualTo("approved");
    assertThat(answered(false)).isEqualTo("rejected");
  }

  @Test
  void aMissingApprovalIsEscalated() throws Exception {
    assertThat(run("ApprovalWorkflow", new ApprovalInfo("a trip", 0.2)).readOutputAs(String.class))
        .isEqualTo("escalated");
  }

  private static @Nullable String answered(boolean approved) throws Exception {
    String id = client.scheduleNewOrchestrationInstance("ApprovalWorkflow");
    client.raiseEvent(id, "ApprovalEvent", approved);
    return client.waitForInstanceCompletion(id, LIMIT, true).readOutputAs(String.class);
  }

  private static OrchestrationMetadata run(String name, @Nullable Object input)
      throws TimeoutException {
    String id = client.scheduleNewOrchestrationInstance(name, input);
    return client.waitForInstanceCompletion(id, LIMIT, true);
  }

  @Test
  void countersAddUpWhatTheyAreToldInBothStyles() throws Exception {
    EntityId function = new EntityId("Counter", "visits");
    EntityId object = new EntityId("CounterClass", "visits");
    for (int i = 1; i <= 10; i++) {
      client.signalEntity(function, "add", i);
      client.signal(object, CounterClass::add, i);
    }

    assertThat(client.callEntity(function, "get", null, Integer.class, LIMIT)).isEqualTo(55);
    assertThat(client.<CounterClass, Integer>call(object, CounterClass::get, LIMIT))
        .isEqualTo(55);
    client.signalEntity(function, "delete");
    client.signalEntity(object, "delete");
    assertThat(client.callEntity(function, "get", null, Integer.class, LIMIT)).isZero();
    assertThat(client.<CounterClass, Integer>call(object, CounterClass::get, LIMIT)).isZero();
  }

  @Test
  void theBankMovesMoneyAndLosesNone() throws Exception {
    List<String> names = List.of("ann", "ben", "cem", "dan");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ids.add(
          client.scheduleNewOrchestrationInstance(
              "Bank",
              new Bank.Transfer(names.get(i % 4), names.get((i * 7 + 1) % 4), 100 + i)));
    }
    for (String id : ids) {
      assertThat(client.waitForInstanceCompletion(id, LIMIT, true).getRuntimeStatus())
          .isEqualTo(OrchestrationStatus.COMPLETED);
    }

    Map<?, ?> balances = Objects.requireNonNull(
        run("Bank.Audit", names).readOutputAs(Map.class));
    assertThat(balances.values().stream().mapToInt(it -> ((Number) it).intValue()).sum())
        .isEqualTo(4 * Bank.BEGIN);
    assertThat(run("Bank", new Bank.Transfer("ann", "ben", 1_000_000))
        .readOutputAs(boolean.class)).isFalse();
  }
}
