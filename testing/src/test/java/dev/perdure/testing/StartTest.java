package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.ReusePolicy;
import dev.perdure.sdk.client.NewOrchestrationInstanceOptions;
import dev.perdure.sdk.client.OrchestrationAlreadyExistsException;
import dev.perdure.sdk.client.OrchestrationMetadata;
import dev.perdure.sdk.client.RaiseEventOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StartTest extends HubTest {
  private static final int RACERS = 16;

  @BeforeEach
  void register() {
    functions.orchestration("Echo", ctx -> ctx.getInput(Object.class))
        .orchestration("Wait", ctx -> ctx.waitForExternalEvent("Go", String.class).await())
        .orchestration("Count", ctx -> {
          int seen = 0;
          ctx.waitForExternalEvent("Stop").await();
          while (true) {
            try {
              ctx.waitForExternalEvent("E", Duration.ZERO).await();
              seen++;
            } catch (RuntimeException e) {
              return seen;
            }
          }
        });
  }

  /// Runs the attempt many times at once and gives what each gave, null where the id was in use.
  private static <T> List<T> race(Callable<T> attempt) throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    List<T> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<T>>> racers = new ArrayList<>();
      for (int i = 0; i < RACERS; i++) {
        racers.add(threads.submit(() -> {
          gate.await();
          try {
            return List.of(attempt.call());
          } catch (OrchestrationAlreadyExistsException e) {
            return List.<T>of();
          }
        }));
      }
      gate.countDown();
      for (Future<List<T>> racer : racers) {
        results.addAll(racer.get());
      }
    }
    return results;
  }

  private String start(String name, String id, ReusePolicy policy) {
    return client().scheduleNewOrchestrationInstance(name,
        new NewOrchestrationInstanceOptions().setInstanceId(id).setReusePolicy(policy));
  }

  @Test
  void theHubChoosesAnIdOfHexadecimalDigits() throws Exception {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      ids.add(start("Echo", (Object) i));
    }

    assertThat(ids).hasSize(100).allMatch(it -> it.matches("[0-9a-f]{32}"));
  }

  @Test
  void whatWasGivenAtTheStartIsTold() throws Exception {
    String id = client().scheduleNewOrchestrationInstance("Echo",
        new NewOrchestrationInstanceOptions().setInstanceId("told").setInput(List.of(1, 2))
            .setVersion("1.2").setTags(Map.of("a", "b")));

    OrchestrationMetadata end = end(id);
    assertThat(end.getName()).isEqualTo("Echo");
    assertThat(end.getState().function().version()).isEqualTo("1.2");
    assertThat(end.getTags()).isEqualTo(Map.of("a", "b"));
    assertThat(end.getSerializedInput()).hasValue("[1,2]");
    assertThat(end.getSerializedOutput()).hasValue("[1,2]");
    assertThat(end.getCreatedAt()).isEqualTo(hub().now());
    OrchestrationMetadata bare = client().getInstanceMetadata(id, false);
    assertThat(bare.getSerializedInput()).isEmpty();
    assertThat(bare.getSerializedOutput()).isEmpty();
  }

  @Test
  void anIdInUseRejectsTheStartAndAnEndedOneMakesRoom() throws Exception {
    startAs("id", "Wait", null);
    assertThatThrownBy(() -> startAs("id", "Echo", 1))
        .isInstanceOf(OrchestrationAlreadyExistsException.class)
        .hasMessageContainingAll("'id'");
    client().raiseEvent("id", "Go", "x");
    end("id");

    startAs("id", "Echo", 2);

    assertThat(end("id").readOutputAs(Integer.class)).isEqualTo(2);
  }

  @Test
  void ofManyThatStartAtOnceExactlyOneWins() throws Exception {
    for (int round = 0; round < 20; round++) {
      String id = "race-" + round;
      assertThat(race(() -> startAs(id, "Wait", null))).hasSize(1);
    }
  }

  @Test
  void anIdThatMayBeUsedOnceIsUsedOnce() throws Exception {
    ReusePolicy once = ReusePolicy.replacing(Set.of());
    for (int round = 0; round < 20; round++) {
      String id = "once-" + round;
      assertThat(race(() -> start("Echo", id, once))).hasSize(1);
      end(id);
      assertThat(race(() -> start("Echo", id, once))).isEmpty();
    }
  }

  @Test
  void ofManyThatReplaceAnEndedInstanceExactlyOneWins() throws Exception {
    for (int round = 0; round < 20; round++) {
      String id = "ended-" + round;
      startAs(id, "Echo", 1);
      end(id);
      assertThat(race(() -> startAs(id, "Wait", null))).hasSize(1);
    }
  }

  @Test
  void anIgnoringStartLeavesWhatIsThere() throws Exception {
    for (int round = 0; round < 10; round++) {
      String id = "ignore-" + round;
      assertThat(race(() -> start("Wait", id, ReusePolicy.ignoring())))
          .hasSize(RACERS).containsOnly(id);
      client().raiseEvent(id, "Go", "first");
      end(id);
      start("Echo", id, ReusePolicy.ignoring());
      assertThat(end(id).readOutputAs(String.class)).isEqualTo("first");
    }
  }

  @Test
  void aReplacingStartTerminatesWhatRuns() throws Exception {
    ReusePolicy always = ReusePolicy.replacing(EnumSet.allOf(OrchestrationStatus.class));
    Set<String> executions = Collections.synchronizedSet(new HashSet<>());
    functions.orchestration("Note", ctx -> {
      executions.add(ctx.getExecutionId());
      return ctx.waitForExternalEvent("Go", String.class).await();
    });
    for (int round = 0; round < 10; round++) {
      String id = "replace-" + round;
      assertThat(race(() -> start("Note", id, always))).hasSize(RACERS);
      client().raiseEvent(id, "Go", "last");
      OrchestrationMetadata end = end(id);
      assertThat(end.readOutputAs(String.class)).isEqualTo("last");
      assertThat(executions).contains(end.getState().execution().executionId());
    }
  }

  @Test
  void aPolicyThatContradictsItselfIsRejected() {
    ReusePolicy odd = ReusePolicy.replacing(EnumSet.of(OrchestrationStatus.RUNNING));

    assertThatThrownBy(() -> start("Echo", "odd", odd))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Terminated");
  }

  @Test
  void aScheduledStartWaitsForItsTime() throws Exception {
    Instant at = hub().now().plus(Duration.ofDays(2));
    String id = client().scheduleNewOrchestrationInstance("Echo",
        new NewOrchestrationInstanceOptions().setInput("late").setStartTime(at));
    hub().advance(Duration.ofDays(1));
    hub().restart();
    assertThat(status(id)).isEqualTo(OrchestrationStatus.PENDING);
    assertThat(client().getInstanceMetadata(id, true).readInputAs(String.class)).isEqualTo("late");

    hub().advanceTo(at);

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("late");
  }

  @Test
  void aScheduledStartCanBeCalledOff() throws Exception {
    String id = client().scheduleNewOrchestrationInstance("Echo",
        new NewOrchestrationInstanceOptions().setStartTime(hub().now().plusSeconds(60)));

    client().terminate(id, "called off");
    hub().advance(Duration.ofMinutes(2));

    assertThat(end(id).getRuntimeStatus()).isEqualTo(OrchestrationStatus.TERMINATED);
    assertThat(end(id).readOutputAs(String.class)).isEqualTo("called off");
  }

  @Test
  void aStartTimeThatHasPassedOrNeverComesIsTaken() throws Exception {
    String past = client().scheduleNewOrchestrationInstance("Echo",
        new NewOrchestrationInstanceOptions().setInput("now").setStartTime(Instant.MIN));
    assertThat(end(past).readOutputAs(String.class)).isEqualTo("now");

    String never = client().scheduleNewOrchestrationInstance("Echo",
        new NewOrchestrationInstanceOptions().setStartTime(Instant.MAX));
    hub().advance(Duration.ofDays(1_000));
    assertThat(status(never)).isEqualTo(OrchestrationStatus.PENDING);
  }

  @Test
  void aRepeatedStartGetsTheFirstAnswer() throws Exception {
    NewOrchestrationInstanceOptions named = new NewOrchestrationInstanceOptions()
        .setRequestId("order-17").setInput("x");

    List<String> ids = race(() -> client().scheduleNewOrchestrationInstance("Wait", named));
    hub().restart();
    ids.add(client().scheduleNewOrchestrationInstance("Wait", named));
    hub().crash();
    ids.add(client().scheduleNewOrchestrationInstance("Wait", named));

    assertThat(ids).hasSize(RACERS + 2).containsOnly(ids.get(0));
    client().raiseEvent(ids.get(0), "Go", "once");
    String execution = end(ids.get(0)).getState().execution().executionId();
    assertThat(client().scheduleNewOrchestrationInstance("Wait", named)).isEqualTo(ids.get(0));
    assertThat(end(ids.get(0)).getState().execution().executionId()).isEqualTo(execution);
  }

  @Test
  void anotherStartUnderTheSameNameIsRefused() throws Exception {
    NewOrchestrationInstanceOptions named = new NewOrchestrationInstanceOptions()
        .setRequestId("order-18").setInput("x");
    String id = client().scheduleNewOrchestrationInstance("Wait", named);
    hub().restart();

    assertThatThrownBy(() -> client().scheduleNewOrchestrationInstance("Echo", named))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("another one");
    assertThatThrownBy(() -> client().scheduleNewOrchestrationInstance(
        "Wait", new NewOrchestrationInstanceOptions().setRequestId("order-18").setInput("y")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(client().scheduleNewOrchestrationInstance("Wait", named)).isEqualTo(id);
  }

  @Test
  void aRepeatedStartThatWasRejectedIsRejectedAgain() throws Exception {
    startAs("busy", "Wait", null);
    NewOrchestrationInstanceOptions named = new NewOrchestrationInstanceOptions()
        .setInstanceId("busy").setRequestId("r");
    assertThatThrownBy(() -> client().scheduleNewOrchestrationInstance("Echo", named))
        .isInstanceOf(OrchestrationAlreadyExistsException.class);
    client().raiseEvent("busy", "Go", "x");
    end("busy");

    assertThatThrownBy(() -> client().scheduleNewOrchestrationInstance("Echo", named))
        .isInstanceOf(OrchestrationAlreadyExistsException.class);
  }

  @Test
  void anEventThatIsNamedLikeTheStartIsDelivered() throws Exception {
    String id = client().scheduleNewOrchestrationInstance(
        "Wait", new NewOrchestrationInstanceOptions().setInstanceId("alike").setRequestId("r"));

    client().raiseEvent(id, "Go", "x", RaiseEventOptions.defaults().withRequestId("r"));

    assertThat(end(id).getRuntimeStatus()).isEqualTo(OrchestrationStatus.COMPLETED);
  }

  @Test
  void aRepeatedEventIsDeliveredOnce() throws Exception {
    String id = startAs("counter", "Count", null);
    RaiseEventOptions named = RaiseEventOptions.defaults().withRequestId("e-1");
    race(() -> {
      client().raiseEvent(id, "E", null, named);
      return id;
    });
    hub().restart();
    client().raiseEvent(id, "E", null, named);
    hub().crash();
    client().raiseEvent(id, "E", null, named);
    client().raiseEvent(id, "E", null, RaiseEventOptions.defaults().withRequestId("e-2"));

    client().raiseEvent(id, "Stop");

    assertThat(end(id).readOutputAs(Integer.class)).isEqualTo(2);
  }

  @Test
  void anotherEventUnderTheSameNameIsRefused() throws Exception {
    String id = startAs("counter", "Count", null);
    RaiseEventOptions named = RaiseEventOptions.defaults().withRequestId("e-1");
    client().raiseEvent(id, "E", 1, named);

    assertThatThrownBy(() -> client().raiseEvent(id, "E", 2, named))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> client().raiseEvent(id, "Stop", 1, named))
        .isInstanceOf(IllegalArgumentException.class);

    client().raiseEvent(id, "Stop");
    assertThat(end(id).readOutputAs(Integer.class)).isEqualTo(1);
  }

  @Test
  void aRequestIsForgottenAfterItsTime() throws Exception {
    String id = startAs("counter", "Count", null);
    RaiseEventOptions named = RaiseEventOptions.defaults().withRequestId("e-1");
    client().raiseEvent(id, "E", null, named);
    hub().advance(Duration.ofHours(23));
    client().raiseEvent(id, "E", null, named);
    hub().advance(Duration.ofHours(26));

    client().raiseEvent(id, "E", null, named);

    client().raiseEvent(id, "Stop");
    assertThat(end(id).readOutputAs(Integer.class)).isEqualTo(2);
  }
}
