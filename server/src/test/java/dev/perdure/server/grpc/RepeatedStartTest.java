package dev.perdure.server.grpc;

import static dev.perdure.server.grpc.FakeWorker.complete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import dev.perdure.protocol.message.CreateInstanceRequest;
import dev.perdure.protocol.message.CreateInstanceResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Starts that transports repeat: the same message starts one run, and another one is another
/// start.
final class RepeatedStartTest {
  private static final Timestamp ASKED = Timestamp.newBuilder()
      .setSeconds(1_700_000_000).setNanos(100).build();

  private final Sidecar sidecar = new Sidecar(true);

  @AfterEach
  void close() throws Exception {
    sidecar.close();
  }

  private static CreateInstanceRequest.Builder order() {
    return CreateInstanceRequest.newBuilder().setInstanceId("a").setName("Order")
        .setInput(StringValue.of("1")).putTags("b", "1").putTags("a", "2");
  }

  private static CreateInstanceRequest.Builder asked() {
    return order().setRequestTime(ASKED);
  }

  private String start(CreateInstanceRequest request) throws Exception {
    return CreateInstanceResponse.parseFrom(
        Sidecar.call(sidecar.channel(), "StartInstance", request.toByteArray())).getInstanceId();
  }

  private void assertRefused(CreateInstanceRequest.Builder request) {
    assertThatThrownBy(() -> start(request.build())).hasMessageContaining("ALREADY_EXISTS");
  }

  private String executionId() throws Exception {
    return sidecar.get("GetInstance", "a").getOrchestrationState().getExecutionId().getValue();
  }

  @Test
  void aRepeatIsAnsweredLikeTheFirstWhateverHasBecomeOfTheInstance() throws Exception {
    FakeWorker worker = sidecar.worker();
    assertThat(start(asked().build())).isEqualTo("a");
    String execution = executionId();

    assertThat(start(asked().build())).isEqualTo("a");
    worker.turn(worker.next(), complete(0, "\"done\""));
    assertThat(sidecar.end("a").getOutput().getValue()).isEqualTo("\"done\"");
    assertThat(start(asked().build())).isEqualTo("a");

    assertThat(executionId()).isEqualTo(execution);
    assertThat(worker.quiet()).isTrue();
  }

  @Test
  void anExecutionIdTellsARepeatToo() throws Exception {
    CreateInstanceRequest request = order().setExecutionId(StringValue.of("mine")).build();

    assertThat(start(request)).isEqualTo("a");
    assertThat(start(request)).isEqualTo("a");

    assertThat(executionId()).hasSize(32);
    assertRefused(order().setExecutionId(StringValue.of("other")));
  }

  @Test
  void aStartThatDiffersInAnythingIsAnother() throws Exception {
    start(asked().build());

    assertRefused(asked().setRequestTime(ASKED.toBuilder().setNanos(200)));
    assertRefused(asked().setInput(StringValue.of("2")));
    assertRefused(asked().putTags("c", "3"));
    assertRefused(asked().setExecutionId(StringValue.of("mine")));
  }

  @Test
  void startsThatSayNothingOfThemselvesAreEachTheirOwn() throws Exception {
    start(order().build());

    assertRefused(order());
  }

  @Test
  void aRepeatWithoutAnIdComesToTheSameInstance() throws Exception {
    CreateInstanceRequest request = asked().clearInstanceId().build();

    String first = start(request);

    assertThat(first).isNotEmpty();
    assertThat(start(request)).isEqualTo(first);
    assertThat(start(request.toBuilder().setInput(StringValue.of("2")).build()))
        .isNotEqualTo(first);
  }
}
