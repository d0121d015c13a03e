package dev.perdure.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Int32Value;
import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import dev.perdure.model.Action;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.OrchestrationSpan;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.codec.CodecException;
import dev.perdure.protocol.message.ActivityResponse;
import dev.perdure.protocol.message.OrchestrationInstance;
import dev.perdure.protocol.message.OrchestrationTraceContext;
import dev.perdure.protocol.message.OrchestratorAction;
import dev.perdure.protocol.message.OrchestratorResponse;
import dev.perdure.protocol.message.RewindOrchestrationAction;
import dev.perdure.protocol.message.ScheduleTaskAction;
import dev.perdure.protocol.message.SendEventAction;
import dev.perdure.protocol.message.TaskFailureDetails;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AnswersTest {
  private static final OrchestratorAction SCHEDULE = OrchestratorAction.newBuilder()
      .setId(3).setScheduleTask(ScheduleTaskAction.newBuilder().setName("Charge")).build();

  @Test
  void anAnswerToATurnIsReadWhole() {
    OrchestratorResponse message = OrchestratorResponse.newBuilder()
        .setInstanceId("id").addActions(SCHEDULE)
        .setCustomStatus(StringValue.of("\"half\"")).setCompletionToken("token")
        .setNumEventsProcessed(Int32Value.of(2))
        .setOrchestrationTraceContext(
            OrchestrationTraceContext.newBuilder().setSpanID(StringValue.of("b7ad6b7169203331"))
                .setSpanStartTime(Timestamp.newBuilder().setSeconds(7)))
        .build();

    TurnAnswer answer = TurnAnswer.read(message.toByteArray());

    assertThat(answer).isEqualTo(new TurnAnswer(
        "id", "token",
        List.of(
            new Action.ScheduleTask(3, new FunctionRef("Charge", null), null, null, Map.of())),
        "\"half\"", 2, new OrchestrationSpan("b7ad6b7169203331", Instant.ofEpochSecond(7)), null,
        null));
  }

  @Test
  void aPartOfAnAnswerHasItsPlace() {
    OrchestratorResponse.Builder message = OrchestratorResponse.newBuilder().setInstanceId("id");

    assertThat(TurnAnswer.read(message.setIsPartial(true).build().toByteArray()).chunk())
        .isEqualTo(new TurnAnswer.Chunk(0, false));
    assertThat(
        TurnAnswer.read(
            message.setIsPartial(false).setChunkIndex(Int32Value.of(5)).build().toByteArray())
            .chunk())
        .isEqualTo(new TurnAnswer.Chunk(5, true));
  }

  @Test
  void anActionThatWeDoNotKnowIsAProblemOfTheOrchestrationAlone() {
    OrchestratorResponse message = OrchestratorResponse.newBuilder()
        .setInstanceId("id").setCompletionToken("token")
        .addActions(
            OrchestratorAction.newBuilder()
                .setRewindOrchestration(RewindOrchestrationAction.getDefaultInstance()))
        .addActions(SCHEDULE).build();

    TurnAnswer answer = TurnAnswer.read(message.toByteArray());

    assertThat(answer.problem()).contains("field 9");
    assertThat(answer.token()).isEqualTo("token");
  }

  @Test
  void anEventToAnEntityThatIsNoMessageForItIsAProblemOfTheOrchestrationAlone() {
    OrchestratorResponse.Builder message = OrchestratorResponse.newBuilder()
        .setInstanceId("id").setCompletionToken("token");

    assertThat(read(message, "@counter@a", "op", "{\"id\":\"1\",\"op\":\"x\"}").problem())
        .isNull();
    assertThat(read(message, "order-1", "op", "7").problem()).isNull();
    TurnAnswer answer = read(message, "@counter@a", "op", "7");
    assertThat(answer.problem()).isEqualTo(
        "Expected the event 'op' to an entity to carry a message for it, but it cannot be read: "
            + "Expected '{' at character 0 of a JSON text");
    assertThat(answer.token()).isEqualTo("token");
  }

  private static TurnAnswer read(
      OrchestratorResponse.Builder message, String target, String name, String data) {
    SendEventAction send = SendEventAction.newBuilder()
        .setInstance(OrchestrationInstance.newBuilder().setInstanceId(target)).setName(name)
        .setData(StringValue.of(data)).build();
    return TurnAnswer.read(
        message.addActions(OrchestratorAction.newBuilder().setSendEvent(send)).build()
            .toByteArray());
  }

  @Test
  void aFailureOfAnActivityKeepsItsCausesAndProperties() {
    TaskFailureDetails inner = TaskFailureDetails.newBuilder()
        .setErrorType("Inner").setErrorMessage("deep").build();
    ActivityResponse message = ActivityResponse.newBuilder()
        .setInstanceId("id").setTaskId(4).setCompletionToken("token")
        .setFailureDetails(
            TaskFailureDetails.newBuilder().setErrorType("Outer").setErrorMessage("top")
                .setInnerFailure(inner).setIsNonRetriable(true)
                .putProperties("code", Value.newBuilder().setNumberValue(7).build()))
        .build();

    ActivityAnswer answer = ActivityAnswer.read(message.toByteArray());

    assertThat(answer.taskId()).isEqualTo(4);
    assertThat(answer.token()).isEqualTo("token");
    TaskOutcome.Failed failed = (TaskOutcome.Failed) answer.outcome();
    assertThat(InstanceMessages.failure(failed.failure())).isEqualTo(message.getFailureDetails());
  }

  @Test
  void whateverTheBytesAreTheyAreReadOrRefused() {
    byte[] good = OrchestratorResponse.newBuilder().setInstanceId("id").addActions(SCHEDULE)
        .setCompletionToken("token").build().toByteArray();
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        TurnAnswer.read(bytes);
        ActivityAnswer.read(bytes);
      } catch (CodecException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1_000, 19_999);
    assertThatThrownBy(() -> ActivityAnswer.read(new byte[]{(byte) 0xFF}))
        .isInstanceOf(CodecException.class);
  }
}
