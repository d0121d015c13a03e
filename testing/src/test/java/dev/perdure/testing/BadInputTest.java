package dev.perdure.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.FailureDetails;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.work.PendingWork;
import dev.perdure.runtime.work.WorkKind;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.TaskFailedException;
import dev.perdure.sdk.client.NewOrchestrationInstanceOptions;
import dev.perdure.sdk.client.OrchestrationMetadata;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BadInputTest extends HubTest {
  private static final int LIMIT = 1_000;
  private static final String TOO_LARGE = "x".repeat(LIMIT);
  private static final String JUST_FITS = "x".repeat(LIMIT - 2);

  @BeforeEach
  void register() {
    options = options.withHub(HubOptions.defaults().withMaxPayloadBytes(LIMIT));
    functions.activity("Repeat", Integer.class, n -> "x".repeat(requireNonNull(n)))
        .orchestration("Echo", ctx -> ctx.getInput(Object.class))
        .orchestration("Wait", ctx -> ctx.waitForExternalEvent("Go", String.class).await());
  }

  private void assertThatOthersAreUnharmed() throws Exception {
    assertThat(run("Echo", "fine").readOutputAs(String.class)).isEqualTo("fine");
  }

  static List<String> badIds() {
    return List.of("", "x".repeat(2_001), "a/b", "a\\b", "a#b", "a?b", "@entity", "a\nb",
        "a\u0000b",
        "a\u007fb", "\ud800");
  }

  @ParameterizedTest
  @MethodSource("badIds")
  void anIdThatNoInstanceMayHaveIsRejectedEverywhere(String id) throws Exception {
    List<Runnable> requests = List.of(
        () -> startAs(id, "Echo", 1), () -> client().raiseEvent(id, "E"),
        () -> client().suspendInstance(id), () -> client().resumeInstance(id),
        () -> client().terminate(id, null), () -> client().rewindInstance(id),
        () -> client().restartInstance(id, false), () -> client().purgeInstance(id));

    for (Runnable request : requests) {
      assertThatThrownBy(request::run).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("instance id");
    }
    assertThat(client().getInstanceMetadata(id, false).isInstanceFound()).isFalse();
    assertThatOthersAreUnharmed();
  }

  @Test
  void anIdThatAClientChoosesHasAHundredCharacters() throws Exception {
    assertThatThrownBy(() -> startAs("x".repeat(101), "Echo", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("length is at most 100 characters, but got 101");
    assertThatOthersAreUnharmed();
  }

  @Test
  void longAndForeignIdsAreIds() throws Exception {
    for (String id : List.of("x".repeat(100), "ä ö:@&=+$,<>\"'", "日本語", "😀😀", "a..b", " ")) {
      startAs(id, "Echo", id);
      assertThat(end(id).readOutputAs(String.class)).isEqualTo(id);
    }
  }

  @Test
  void badNamesTagsAndRequestIdsAreRejected() throws Exception {
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i < 65; i++) {
      many.put("t" + i, "v");
    }
    List<NewOrchestrationInstanceOptions> bad = List.of(
        new NewOrchestrationInstanceOptions().setTags(many),
        new NewOrchestrationInstanceOptions().setTags(Map.of("", "v")),
        new NewOrchestrationInstanceOptions().setTags(Map.of("k", "v".repeat(101))),
        new NewOrchestrationInstanceOptions().setTags(Map.of("k\n", "v")),
        new NewOrchestrationInstanceOptions().setRequestId(""),
        new NewOrchestrationInstanceOptions().setRequestId("r".repeat(101)),
        new NewOrchestrationInstanceOptions().setVersion("v\n"));

    for (NewOrchestrationInstanceOptions each : bad) {
      assertThatThrownBy(() -> client().scheduleNewOrchestrationInstance("Echo", each))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String name : List.of("", "n".repeat(101), "a\nb")) {
      assertThatThrownBy(() -> start(name, null)).isInstanceOf(IllegalArgumentException.class);
      String id = start("Wait", null);
      assertThatThrownBy(() -> client().raiseEvent(id, name))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatOthersAreUnharmed();
  }

  @Test
  void anUnknownOrchestratorStaysPendingAndIsReported() throws Exception {
    startAs("early", "Later", 1);
    hub().awaitIdle();

    assertThat(status("early")).isEqualTo(OrchestrationStatus.PENDING);
    assertThat(hub().taskHub().pendingWork())
        .containsExactly(new PendingWork(WorkKind.TURN, "Later", 1, "early"));
    assertThatOthersAreUnharmed();

    hub().restart(new FunctionRegistry()
        .orchestration("Later", ctx -> ctx.getInput(Integer.class)));
    assertThat(end("early").readOutputAs(Integer.class)).isEqualTo(1);
    assertThat(hub().taskHub().pendingWork()).isEmpty();
  }

  @Test
  void anUnknownActivityStaysPendingAndIsReported() throws Exception {
    functions.orchestration("Call", ctx -> ctx.callActivity("Missing", 2, Integer.class).await());
    startAs("caller", "Call", null);
    hub().awaitIdle();

    assertThat(hub().taskHub().pendingWork())
        .containsExactly(new PendingWork(WorkKind.ACTIVITY, "Missing", 1, "caller"));
    assertThatOthersAreUnharmed();
    client().terminate("caller", null);
    hub().awaitIdle();
    assertThat(hub().taskHub().pendingWork()).isEmpty();
  }

  @Test
  void aWorkerThatComesLaterTakesWhatWaits() throws Exception {
    options = options.withoutWorker();
    String id = start("Echo", "patient");
    hub().awaitIdle();
    assertThat(status(id)).isEqualTo(OrchestrationStatus.PENDING);

    hub().startWorker();

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("patient");
  }

  @Test
  void whatAClientSendsIsLimited() throws Exception {
    String id = start("Wait", null);
    List<Runnable> requests = List.of(
        () -> start("Echo", TOO_LARGE), () -> client().raiseEvent(id, "Go", TOO_LARGE),
        () -> client().terminate(id, TOO_LARGE),
        () -> client().suspendInstance(id, TOO_LARGE + "xx"),
        () -> start("Echo", "€".repeat(LIMIT / 3)));

    for (Runnable request : requests) {
      assertThatThrownBy(request::run).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at most " + LIMIT + " bytes");
    }
    hub().awaitIdle();
    assertThat(status(id)).isEqualTo(OrchestrationStatus.RUNNING);
    assertThat(run("Echo", JUST_FITS).readOutputAs(String.class)).isEqualTo(JUST_FITS);
    client().raiseEvent(id, "Go", JUST_FITS);
    assertThat(end(id).readOutputAs(String.class)).isEqualTo(JUST_FITS);
  }

  @Test
  void whatAnOrchestratorSaysIsLimited() throws Exception {
    functions.orchestration("Output", ctx -> TOO_LARGE)
        .orchestration("Status", ctx -> {
          ctx.setCustomStatus(TOO_LARGE);
          return ctx.waitForExternalEvent("Never").await();
        })
        .orchestration("ActivityInput", ctx -> ctx.callActivity("Repeat", TOO_LARGE).await())
        .orchestration("ChildInput", ctx -> ctx.callSubOrchestrator("Echo", TOO_LARGE).await())
        .orchestration("Send", ctx -> {
          ctx.sendEvent("somebody", "E", TOO_LARGE);
          return null;
        })
        .orchestration("Renew", ctx -> {
          ctx.continueAsNew(TOO_LARGE);
          return null;
        });
    for (String name : List.of("Output", "Status", "ActivityInput", "ChildInput", "Send",
        "Renew")) {
      OrchestrationMetadata end = run(name, null);
      FailureDetails failure = end.getFailureDetails().orElseThrow();
      assertThat(failure.errorType()).as(name).isEqualTo("dev.perdure.PayloadTooLarge");
      assertThat(failure.message()).contains(end.getInstanceId(), "at most " + LIMIT + " bytes");
    }
    assertThatOthersAreUnharmed();
  }

  @Test
  void whatAnActivityGivesIsLimited() throws Exception {
    functions.orchestration("Result", ctx -> {
      try {
        return ctx.callActivity("Repeat", ctx.getInput(int.class), String.class).await().length();
      } catch (TaskFailedException e) {
        return e.getErrorDetails().errorType() + e.getErrorDetails().nonRetriable();
      }
    });

    assertThat(run("Result", LIMIT - 2).readOutputAs(Integer.class)).isEqualTo(LIMIT - 2);
    assertThat(run("Result", LIMIT - 1).readOutputAs(String.class))
        .isEqualTo("dev.perdure.PayloadTooLargetrue");
  }

  @Test
  void textThatIsNoUnicodeIsTheSameBeforeAndAfterItIsStored() throws Exception {
    functions.activity("Same", String.class, it -> it)
        .orchestration("Odd", ctx -> {
          String odd = ctx.callActivity("Same", "a\ud800b", String.class).await();
          ctx.setCustomStatus(odd);
          ctx.waitForExternalEvent("Go").await();
          return odd;
        });
    String id = start("Odd", null);
    hub().awaitIdle();
    String before = client().getInstanceMetadata(id, false).readCustomStatusAs(String.class);
    hub().restart();

    client().raiseEvent(id, "Go");

    assertThat(end(id).readOutputAs(String.class)).isEqualTo(before);
  }

  @Test
  void inputOfTheWrongTypeFailsTheInstanceAndSaysWhy() throws Exception {
    functions.orchestration("Number", ctx -> ctx.getInput(Integer.class) + 1);

    FailureDetails failure = run("Number", "text").getFailureDetails().orElseThrow();

    assertThat(failure.message()).contains("input", "Number", "java.lang.Integer");
  }
}
