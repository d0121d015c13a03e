package dev.perdure.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.FailureDetails;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.ParentInstance;
import dev.perdure.sdk.NewSubOrchestrationInstanceOptions;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskFailedException;
import dev.perdure.sdk.client.NewOrchestrationInstanceOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@SessionCacheSizes
final class SubOrchestrationsTest extends HubTest {

  SubOrchestrationsTest(int sessionCacheSize) {
    super(sessionCacheSize);
  }

  @Test
  void theResultOfAChildReachesItsParent() throws Exception {
    functions.activity("Add", Integer.class, n -> requireNonNull(n) + 1)
        .orchestration("Child",
            ctx -> ctx.callActivity("Add", ctx.getInput(int.class), Integer.class).await())
        .orchestration("Parent", ctx -> {
          int one = ctx.callSubOrchestrator("Child", 1, Integer.class).await();
          return ctx.callSubOrchestrator("Child", one, "chosen", Integer.class).await();
        });

    assertThat(output("Parent", Integer.class)).isEqualTo(3);
    assertThat(end("chosen").readOutputAs(Integer.class)).isEqualTo(3);
  }

  @Test
  void aChildKnowsItsParentAndHasItsTags() throws Exception {
    functions.orchestration("Child", ctx -> {
      ParentInstance parent = ctx.getParentInstance().orElseThrow();
      return parent.execution().instanceId() + " " + parent.function().name() + " "
          + parent.taskId() + " " + ctx.getVersion() + " " + ctx.getTags().get("team") + " "
          + ctx.getTags().get("part");
    }).orchestration("Parent", ctx -> {
      var options = new NewSubOrchestrationInstanceOptions().setVersion("2.0")
          .setTags(Map.of("part", "child"));
      return ctx.getParentInstance().isEmpty()
          + " " + ctx.callSubOrchestrator("Child", null, null, options, String.class).await();
    });

    String id = client().scheduleNewOrchestrationInstance("Parent",
        new NewOrchestrationInstanceOptions().setInstanceId("mother").setVersion("1.0")
            .setTags(Map.of("team", "red")));

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("true mother Parent 0 2.0 red child");
  }

  @Test
  void theFailureOfAChildReachesItsParent() throws Exception {
    functions.orchestration("Child", ctx -> {
      throw new IllegalStateException("spilt", new IllegalArgumentException("milk"));
    }).orchestration("Parent", ctx -> {
      try {
        return ctx.callSubOrchestrator("Child", null, String.class).await();
      } catch (TaskFailedException e) {
        FailureDetails details = e.getErrorDetails();
        return details.errorType() + " " + details.message() + " "
            + requireNonNull(details.innerFailure()).message();
      }
    });

    assertThat(output("Parent", String.class))
        .isEqualTo("java.lang.IllegalStateException spilt milk");
  }

  @Test
  void aTerminatedChildFailsItsCall() throws Exception {
    functions.orchestration("Child", ctx -> ctx.waitForExternalEvent("Never").await())
        .orchestration("Parent", ctx -> {
          try {
            return ctx.callSubOrchestrator("Child", null, "stuck", String.class).await();
          } catch (TaskFailedException e) {
            return e.getErrorDetails().message();
          }
        });
    String id = start("Parent", null);
    hub().awaitIdle();

    client().terminate("stuck", "enough");

    assertThat(end(id).readOutputAs(String.class)).contains("stuck", "terminated", "enough");
  }

  @Test
  void anEndedChildMakesRoomForTheNextOfTheSameId() throws Exception {
    functions.orchestration("Child", ctx -> ctx.getInput(Integer.class))
        .orchestration("Parent", ctx -> {
          List<Integer> results = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            results.add(ctx.callSubOrchestrator("Child", i, "same", Integer.class).await());
          }
          return results;
        });

    assertThat(output("Parent", Object.class)).isEqualTo(List.of(0, 1, 2, 3, 4));
    assertThat(end("same").readOutputAs(Integer.class)).isEqualTo(4);
  }

  @Test
  void aRunningInstanceKeepsItsIdAndTheCallFails() throws Exception {
    functions.orchestration("Wait", ctx -> ctx.waitForExternalEvent("Go", String.class).await())
        .orchestration("Parent", ctx -> {
          try {
            return ctx.callSubOrchestrator("Wait", null, ctx.getInput(String.class), String.class)
                .await();
          } catch (TaskFailedException e) {
            return e.getErrorDetails().nonRetriable() + " " + e.getErrorDetails().message();
          }
        });
    startAs("taken", "Wait", null);
    client().waitForInstanceStart("taken", PATIENCE);

    assertThat(run("Parent", "taken").readOutputAs(String.class))
        .contains("true", "'taken'", "Running");
    startAs("self", "Parent", "self");
    assertThat(end("self").readOutputAs(String.class)).contains("'self'");
    client().raiseEvent("taken", "Go", "unharmed");
    assertThat(end("taken").readOutputAs(String.class)).isEqualTo("unharmed");
  }

  @Test
  void anIdThatNoInstanceMayHaveIsRejectedAtTheCall() throws Exception {
    functions.orchestration("Child", ctx -> "not reached")
        .orchestration("Parent", ctx -> {
          List<String> problems = new ArrayList<>();
          for (String id : List.of("", "@x", "a/b", "a#b", "a?b", "a\\b", "a\nb",
              "x".repeat(2_001))) {
            try {
              ctx.callSubOrchestrator("Child", null, id, String.class).await();
            } catch (IllegalArgumentException e) {
              problems.add(String.valueOf(e.getMessage()));
            }
          }
          return problems.size();
        });

    assertThat(output("Parent", Integer.class)).isEqualTo(8);
  }

  @Test
  void tagsThatNoInstanceMayHaveFailTheCall() throws Exception {
    functions.orchestration("Child", ctx -> "child")
        .orchestration("Parent", ctx -> {
          var options = new NewSubOrchestrationInstanceOptions()
              .setTags(Map.of("k".repeat(70_000), "v"));
          try {
            return ctx.callSubOrchestrator("Child", null, null, options, String.class).await();
          } catch (TaskFailedException | IllegalArgumentException e) {
            return "failed";
          }
        });

    assertThat(output("Parent", String.class)).isEqualTo("failed");
    assertThat(run("Child", null).readOutputAs(String.class)).isEqualTo("child");
  }

  @Test
  void childrenNestDeeplyAndFanOut() throws Exception {
    functions.orchestration("Tree", ctx -> {
      int depth = ctx.getInput(int.class);
      if (depth == 0) {
        return 1;
      }
      List<Task<Integer>> children = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        children.add(ctx.callSubOrchestrator("Tree", depth - 1, Integer.class));
      }
      return ctx.allOf(children).await().stream().mapToInt(it -> it).sum();
    });

    assertThat(run("Tree", 4).readOutputAs(Integer.class)).isEqualTo(81);
  }

  @Test
  void aChildOutlivesAParentThatDoesNotWait() throws Exception {
    functions.orchestration("Child", ctx -> ctx.waitForExternalEvent("Go", String.class).await())
        .orchestration("Parent", ctx -> {
          ctx.callSubOrchestrator("Child", null, "orphan", String.class);
          return "gone";
        });

    assertThat(output("Parent", String.class)).isEqualTo("gone");
    hub().awaitIdle();
    assertThat(status("orphan")).isEqualTo(OrchestrationStatus.RUNNING);
    client().raiseEvent("orphan", "Go", "alive");
    assertThat(end("orphan").readOutputAs(String.class)).isEqualTo("alive");
  }

  @Test
  void theAnswerOfAReplacedExecutionIsNotHeard() throws Exception {
    functions.orchestration("Child", ctx -> ctx.waitForExternalEvent("Go", String.class).await())
        .orchestration("Parent", ctx -> {
          String first = ctx.callSubOrchestrator("Child", null, "c", String.class).await();
          return first;
        });
    startAs("p", "Parent", null);
    hub().awaitIdle();
    client().terminate("p", null);
    startAs("p", "Parent", null);
    hub().awaitIdle();

    // The first parent's child holds the id, so that the second parent's call has failed.
    assertThat(end("p").getRuntimeStatus()).isEqualTo(OrchestrationStatus.FAILED);
    client().raiseEvent("c", "Go", "late");
    assertThat(end("c").readOutputAs(String.class)).isEqualTo("late");
    assertThat(end("p").getRuntimeStatus()).isEqualTo(OrchestrationStatus.FAILED);
  }
}
