package dev.perdure.samples;

import static dev.perdure.sdk.replay.TestInstance.brief;
import static dev.perdure.sdk.replay.TestInstance.done;
import static dev.perdure.sdk.replay.TestInstance.fired;
import static dev.perdure.sdk.replay.TestInstance.output;
import static dev.perdure.sdk.replay.TestInstance.raised;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.Action;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.HttpTriggered;
import dev.perdure.sdk.replay.TestInstance;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PageSamplesTest {
  private final FunctionRegistry registry = new FunctionRegistry().register(new PageSamples());

  @Test
  void allSamplesAreRegistered() {
    assertThat(registry.orchestratorNames())
        .containsExactlyInAnyOrder("Chaining", "FanOutFanIn", "Monitor", "ApprovalWorkflow");
    assertThat(registry.activityNames()).isEmpty();
    assertThat(registry.httpFunctions()).extracting(HttpTriggered::name)
        .containsExactly("RaiseEventToOrchestration");
  }

  @Test
  void chainingRuns() {
    TestInstance instance = instance("Chaining");
    instance.start("\"x\"");
    instance.turn(done(0, "1"));
    instance.turn(done(1, "2"));
    instance.turn(done(2, "3"));

    assertThat(output(instance.turn(done(3, "4.5")))).isEqualTo("4.5");
  }

  @Test
  void fanOutFanInRuns() {
    TestInstance instance = instance("FanOutFanIn");
    instance.start(null);
    assertThat(brief(instance.turn(done(0, "[1,2]"))))
        .containsExactly("1 activity F2", "2 activity F2");

    assertThat(output(instance.turn(done(1, "3"), done(2, "4")))).isEqualTo("7");
  }

  @Test
  void monitorRuns() {
    TestInstance instance = instance("Monitor");
    instance.start("{\"jobId\":\"j\",\"expirationTime\":\"2026-01-03T00:00:00Z\","
        + "\"pollingDelay\":\"PT5M\"}");
    assertThat(brief(instance.turn(done(0, "\"Running\"")))).containsExactly("1 timer +PT5M");
    instance.passTime(Duration.ofMinutes(5)).turn(fired(1));
    instance.turn(done(2, "\"Completed\""));

    assertThat(output(instance.turn(done(3, "null")))).isEqualTo("\"done\"");
  }

  @Test
  void approvalInTimeIsProcessed() {
    TestInstance instance = instance("ApprovalWorkflow");
    instance.start("{\"subject\":\"s\"}");
    instance.turn(done(0, "null"));

    Action.ScheduleTask process = (Action.ScheduleTask) instance
        .turn(raised("approvalevent", "true")).actions().get(1);

    assertThat(process.function().name()).isEqualTo("ProcessApproval");
    assertThat(process.input()).isEqualTo("{\"subject\":\"s\",\"approved\":true}");
  }

  @Test
  void approvalTooLateEscalates() {
    TestInstance instance = instance("ApprovalWorkflow");
    instance.start("{}");
    instance.turn(done(0, "null"));

    assertThat(brief(instance.turn(fired(1)))).containsExactly("2 activity Escalate");
  }

  private TestInstance instance(String name) {
    return new TestInstance(registry.findOrchestrator(name).orElseThrow());
  }
}
