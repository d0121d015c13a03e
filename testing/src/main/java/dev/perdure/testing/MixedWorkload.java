package dev.perdure.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.EntityLock;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskEntityOperation;
import dev.perdure.sdk.TaskOptions;
import dev.perdure.sdk.TaskOrchestrationContext;
import dev.perdure.sdk.client.DurableTaskClient;
import dev.perdure.sdk.client.HubUnavailableException;
import dev.perdure.sdk.client.NewOrchestrationInstanceOptions;
import dev.perdure.sdk.client.OrchestrationMetadata;
import dev.perdure.sdk.client.RaiseEventOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Orchestrations of every kind whose results are known, for tests that stop the hub meanwhile:
/// what was acknowledged must end with its result, and every result must have been taken once.
final class MixedWorkload {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int STEPS = 5;
  private static final int EVENTS = 4;
  private static final EntityId SHARED = new EntityId("Tally", "shared");

  private final Map<String, Object> expected = new LinkedHashMap<>();
  private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
  private int next;

  /// The functions.
  FunctionRegistry functions() {
    return new FunctionRegistry()
        .activity("Add", Integer.class, n -> requireNonNull(n) + 1)
        .activity("Flaky", ctx -> {
          String key = ctx.getInstanceId();
          if (runs.computeIfAbsent(key, unused -> new AtomicInteger()).incrementAndGet() < 3) {
            throw new IllegalStateException("not yet");
          }
          return "ok";
        })
        .orchestration("Chain", MixedWorkload::chain)
        .orchestration("Fan", MixedWorkload::fan)
        .orchestration("Family", MixedWorkload::family)
        .orchestration("Events", ctx -> {
          List<Integer> seen = new ArrayList<>();
          for (int i = 0; i < EVENTS; i++) {
            seen.add(ctx.waitForExternalEvent("N", Integer.class).await());
          }
          return seen;
        })
        .orchestration("Timers", ctx -> {
          for (int i = 0; i < 3; i++) {
            ctx.createTimer(Duration.ofMinutes(1)).await();
          }
          return "fired";
        })
        .orchestration("Renew", ctx -> {
          int n = ctx.callActivity("Add", ctx.getInput(Integer.class), Integer.class).await();
          if (n < 10) {
            ctx.continueAsNew(n);
          }
          return n;
        })
        .entity("Tally", MixedWorkload::tally)
        .orchestration("Entities", MixedWorkload::entities)
        .orchestration("Retry", ctx -> ctx.callActivity("Flaky", null,
            new TaskOptions(new RetryPolicy(10, Duration.ofSeconds(1))), String.class).await());
  }

  private static Integer tally(TaskEntityOperation operation) {
    int value = operation.getState().getState(Integer.class, 0);
    if (operation.getName().equals("add")) {
      operation.getState().setState(++value);
    } else if (operation.getName().equals("set")) {
      operation.getState().setState(operation.getInput(Integer.class));
    }
    return value;
  }

  /// Counts on an entity of its own and, as all others do, on a shared one. There it does not add,
  /// but reads and sets, which only the lock makes safe.
  @SuppressWarnings("try") // A section is held, not used.
  private static Integer entities(TaskOrchestrationContext ctx) {
    EntityId own = new EntityId("Tally", ctx.getInstanceId());
    for (int i = 0; i < STEPS; i++) {
      ctx.callEntity(own, "add").await();
      ctx.signalEntity(own, "add");
    }
    try (EntityLock lock = ctx.lock(SHARED, own)) {
      int seen = ctx.callEntity(SHARED, "get", Integer.class).await();
      ctx.callEntity(SHARED, "set", seen + 1).await();
      return ctx.callEntity(own, "get", Integer.class).await();
    }
  }

  private static Integer fan(TaskOrchestrationContext ctx) {
    List<Task<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      tasks.add(ctx.callActivity("Add", i, Integer.class));
    }
    return ctx.allOf(tasks).await().stream().mapToInt(it -> it).sum();
  }

  private static Integer family(TaskOrchestrationContext ctx) {
    List<Task<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tasks.add(ctx.callSubOrchestrator("Chain", i, Integer.class));
    }
    return ctx.allOf(tasks).await().stream().mapToInt(it -> it).sum();
  }

  private static Integer chain(TaskOrchestrationContext ctx) {
    int n = ctx.getInput(int.class);
    for (int i = 0; i < STEPS; i++) {
      n = ctx.callActivity("Add", n, Integer.class).await();
    }
    return n;
  }

  /// Starts one instance of each kind and sends it what it waits for. What fails because the hub
  /// ends meanwhile is done again later.
  void load(DurableTaskClient client) {
    int round = next++;
    start(client, "chain-" + round, "Chain", round, round + STEPS);
    start(client, "fan-" + round, "Fan", null, 210);
    start(client, "family-" + round, "Family", null, 6 + 4 * STEPS);
    start(client, "timers-" + round, "Timers", null, "fired");
    start(client, "renew-" + round, "Renew", 0, 10);
    start(client, "entities-" + round, "Entities", null, 2 * STEPS);
    start(client, "retry-" + round, "Retry", null, "ok");
    String events = "events-" + round;
    start(client, events, "Events", null, List.of(0, 1, 2, 3));
    raiseAll(client, events);
  }

  private void start(
      DurableTaskClient client, String id, String name, @Nullable Object input,
      Object result) {
    expected.put(id, result);
    client.scheduleNewOrchestrationInstance(name, new NewOrchestrationInstanceOptions()
        .setInstanceId(id).setInput(input).setRequestId("start-" + id));
  }

  private void raiseAll(DurableTaskClient client, String id) {
    for (int i = 0; i < EVENTS; i++) {
      client.raiseEvent(id, "N", i, RaiseEventOptions.defaults().withRequestId("raise-" + i));
    }
  }

  /// Loads until the hub does not answer any more, or the given number of rounds is done.
  ///
  /// @return whether the hub went away
  boolean loadUntilGone(DurableTaskClient client, int rounds) {
    try {
      for (int i = 0; i < rounds; i++) {
        load(client);
      }
      return false;
    } catch (HubUnavailableException e) {
      return true;
    }
  }

  /// Repeats what may have been lost: requests have names, so that nothing happens twice.
  void repeatInterrupted(DurableTaskClient client) {
    int rounds = next;
    for (next = 0; next < rounds;) {
      load(client);
    }
  }

  /// Waits for every end and compares.
  void verify(DurableTaskClient client) throws TimeoutException {
    assertThat(expected).isNotEmpty();
    for (Map.Entry<String, Object> each : expected.entrySet()) {
      OrchestrationMetadata end = client.waitForInstanceCompletion(
          each.getKey(), PATIENCE, true);
      assertThat(end.getRuntimeStatus()).as(each.getKey())
          .isEqualTo(OrchestrationStatus.COMPLETED);
      assertThat(end.readOutputAs(Object.class)).as(each.getKey()).isEqualTo(each.getValue());
      assertEachResultOnce(client.getOrchestrationHistory(each.getKey()));
    }
    long counts = expected.keySet().stream().filter(it -> it.startsWith("entities-")).count();
    assertThat(client.callEntity(SHARED, "get", null, Long.class, PATIENCE)).isEqualTo(counts);
  }

  private static void assertEachResultOnce(List<HistoryEvent> history) {
    Set<String> seen = new HashSet<>();
    for (HistoryEvent event : history) {
      String key = switch (event.body()) {
        case EventBody.TaskCompleted it -> "result " + it.taskId();
        case EventBody.TaskFailed it -> "result " + it.taskId();
        case EventBody.SubOrchestrationCompleted it -> "result " + it.taskId();
        case EventBody.SubOrchestrationFailed it -> "result " + it.taskId();
        case EventBody.TimerFired it -> "timer " + it.timerId();
        case EventBody.EventRaised it -> "event " + it.input();
        case EventBody.ExecutionCompleted unused -> "end";
        case EventBody.ExecutionStarted unused -> "start";
        case EventBody.TaskScheduled unused -> "action " + event.eventId();
        case EventBody.SubOrchestrationCreated unused -> "action " + event.eventId();
        case EventBody.TimerCreated unused -> "action " + event.eventId();
        case EventBody.EventSent unused -> "action " + event.eventId();
        default -> "other " + seen.size();
      };
      assertThat(seen.add(key)).as("%s is there once in %s", key, history).isTrue();
    }
  }
}
