package dev.perdure.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.FailureDetails;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.NonDeterministicOrchestratorException;
import dev.perdure.sdk.client.OrchestrationMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

@SessionCacheSizes
final class DeterminismTest extends HubTest {

  DeterminismTest(int sessionCacheSize) {
    super(sessionCacheSize);
  }

  @Test
  void timeIdsAndChanceAreTheSameOnEveryReplay() throws Exception {
    List<List<Object>> runs = new CopyOnWriteArrayList<>();
    functions.orchestration("Facts", ctx -> {
      List<Object> facts = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        RandomGenerator random = ctx.newRandom();
        facts.addAll(List.of(ctx.getCurrentInstant(), ctx.newUUID(), ctx.newUUID(),
            random.nextLong(), random.nextInt(10)));
        runs.add(List.copyOf(facts));
        ctx.createTimer(Duration.ofHours(1)).await();
      }
      return facts;
    });
    String id = start("Facts", null);
    hub().advance(Duration.ofMinutes(150));
    hub().restart();
    hub().advance(Duration.ofHours(3));

    assertThat(end(id).getRuntimeStatus()).isEqualTo(OrchestrationStatus.COMPLETED);
    List<Object> last = runs.get(runs.size() - 1);
    assertThat(runs).allSatisfy(it -> assertThat(last).startsWith(it.toArray()));
    assertThat(last).filteredOn(UUID.class::isInstance).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void theClockStandsStillBetweenTwoWaits() throws Exception {
    functions.activity("Pause", ctx -> "x").orchestration("Clock", ctx -> {
      Instant one = ctx.getCurrentInstant();
      Instant two = ctx.getCurrentInstant();
      ctx.callActivity("Pause").await();
      return one.equals(two) && !ctx.getCurrentInstant().isBefore(one);
    });

    assertThat(output("Clock", Boolean.class)).isTrue();
  }

  @Test
  void aReplaySafeLoggerSpeaksOncePerPlace() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    Logger target = new LineLogger(lines);
    functions.activity("Echo", String.class, it -> it).orchestration("Log", ctx -> {
      Logger log = ctx.createReplaySafeLogger(target);
      for (int i = 0; i < 4; i++) {
        log.info("before {}", i);
        ctx.callActivity("Echo", "x", String.class).await();
        log.atWarn().log("after " + i);
      }
      return null;
    });

    run("Log", null);

    assertThat(lines).containsExactly("before 0", "after 0", "before 1", "after 1", "before 2",
        "after 2", "before 3", "after 3");
  }

  @Test
  void theCustomStatusFollowsTheProgram() throws Exception {
    functions.orchestration("Status", ctx -> {
      ctx.setCustomStatus("first");
      ctx.waitForExternalEvent("Next").await();
      ctx.setCustomStatus(List.of(1, 2));
      ctx.waitForExternalEvent("Next").await();
      ctx.clearCustomStatus();
      ctx.waitForExternalEvent("Next").await();
      ctx.setCustomStatus("last");
      return null;
    });
    String id = start("Status", null);
    List<String> seen = new ArrayList<>();

    for (int i = 0; i < 3; i++) {
      hub().awaitIdle();
      seen.add(client().getInstanceMetadata(id, false).getSerializedCustomStatus().orElse("none"));
      client().raiseEvent(id, "Next");
    }

    assertThat(seen).containsExactly("\"first\"", "[1,2]", "none");
    assertThat(end(id).readCustomStatusAs(String.class)).isEqualTo("last");
  }

  @Test
  void completeSetsTheOutputAndTheCodeGoesOn() throws Exception {
    functions.activity("Echo", String.class, it -> it).orchestration("Output", ctx -> {
      ctx.complete("chosen");
      ctx.callActivity("Echo", "x", String.class).await();
      return "returned";
    });

    assertThat(output("Output", String.class)).isEqualTo("chosen");
  }

  @Test
  void changedCodeIsReportedAsADifference() throws Exception {
    functions.activity("A", ctx -> "a").activity("B", ctx -> "b")
        .orchestration("Change", ctx -> {
          ctx.callActivity("A").await();
          return ctx.waitForExternalEvent("E", String.class).await();
        });
    String id = start("Change", null);
    hub().awaitIdle();
    hub().restart(new FunctionRegistry().activity("A", ctx -> "a").activity("B", ctx -> "b")
        .orchestration("Change", ctx -> {
          ctx.callActivity("B").await();
          return ctx.waitForExternalEvent("E", String.class).await();
        }));

    client().raiseEvent(id, "E", "e");

    OrchestrationMetadata end = end(id);
    FailureDetails failure = end.getFailureDetails().orElseThrow();
    assertThat(failure.errorType())
        .isEqualTo(NonDeterministicOrchestratorException.class.getName());
    assertThat(failure.message()).contains("Change", id, "expected: event #0 TaskScheduled 'A'",
        "but got:  action #0 callActivity 'B'", "DeterminismTest.java:");
  }

  @Test
  void aCallThatIsGoneOrNewIsADifferenceToo() throws Exception {
    functions.orchestration("Shrink", ctx -> {
      ctx.createTimer(Duration.ofDays(1));
      return ctx.waitForExternalEvent("E", String.class).await();
    }).orchestration("Grow", ctx -> ctx.waitForExternalEvent("E", String.class).await());
    String shrunk = start("Shrink", null);
    String grown = start("Grow", null);
    hub().awaitIdle();
    hub().restart(new FunctionRegistry()
        .orchestration("Shrink", ctx -> ctx.waitForExternalEvent("E", String.class).await())
        .orchestration("Grow", ctx -> {
          ctx.createTimer(Duration.ofDays(1));
          return ctx.waitForExternalEvent("E", String.class).await();
        }));

    for (String id : List.of(shrunk, grown)) {
      client().raiseEvent(id, "E", "e");
      FailureDetails failure = end(id).getFailureDetails().orElseThrow();
      assertThat(failure.errorType())
          .isEqualTo(NonDeterministicOrchestratorException.class.getName());
      assertThat(requireNonNull(failure.message())).contains("expected: ", "but got: ", id);
    }
  }

  @Test
  void aChangeBehindTheCurrentPlaceIsNoDifference() throws Exception {
    functions.activity("A", ctx -> "a").orchestration("Patch", ctx -> {
      ctx.callActivity("A").await();
      return ctx.waitForExternalEvent("E", String.class).await();
    });
    String id = start("Patch", null);
    hub().awaitIdle();
    hub().restart(new FunctionRegistry().activity("A", ctx -> "a").orchestration("Patch", ctx -> {
      ctx.callActivity("A").await();
      return ctx.waitForExternalEvent("E", String.class).await() + " patched";
    }));

    client().raiseEvent(id, "E", "e");

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("e patched");
  }
}
