package dev.perdure.protocol;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.InstanceState;
import dev.perdure.model.codec.FailureDetailsCodec;
import dev.perdure.model.codec.WireWriter;
import dev.perdure.protocol.message.GetInstanceResponse;
import dev.perdure.protocol.message.OrchestrationState;
import dev.perdure.protocol.message.OrchestrationStatus;
import dev.perdure.protocol.message.TaskFailureDetails;
import java.util.Optional;

/// What is known of instances on the wire.
public final class InstanceMessages {
  private InstanceMessages() {}

  /// The answer to a question about one instance.
  public static GetInstanceResponse found(Optional<InstanceState> state) {
    GetInstanceResponse.Builder response = GetInstanceResponse.newBuilder();
    state.ifPresent(it -> response.setExists(true).setOrchestrationState(state(it)));
    return response.build();
  }

  /// The state of an instance, with payloads if the state has them.
  public static OrchestrationState state(InstanceState state) {
    OrchestrationState.Builder message = OrchestrationState.newBuilder()
        .setInstanceId(state.instanceId())
        .setName(state.function().name())
        .setOrchestrationStatus(OrchestrationStatus.forNumber(state.status().number()))
        .setCreatedTimestamp(Wrapped.time(state.times().created()))
        .setLastUpdatedTimestamp(Wrapped.time(state.times().lastUpdated()))
        .setExecutionId(Wrapped.text(state.execution().executionId()))
        .putAllTags(state.tags());
    if (state.function().version() != null) {
      message.setVersion(Wrapped.text(state.function().version()));
    }
    if (state.times().scheduledStart() != null) {
      message.setScheduledStartTimestamp(Wrapped.time(state.times().scheduledStart()));
    }
    if (state.times().completed() != null) {
      message.setCompletedTimestamp(Wrapped.time(state.times().completed()));
    }
    if (state.parentInstanceId() != null) {
      message.setParentInstanceId(Wrapped.text(state.parentInstanceId()));
    }
    InstanceState.Payloads payloads = state.payloads();
    if (payloads != null) {
      add(payloads, message);
      if (state.customStatus() != null) {
        message.setCustomStatus(Wrapped.text(state.customStatus()));
      }
    }
    return message.build();
  }

  private static void add(InstanceState.Payloads payloads, OrchestrationState.Builder message) {
    if (payloads.input() != null) {
      message.setInput(Wrapped.text(payloads.input()));
    }
    if (payloads.output() != null) {
      message.setOutput(Wrapped.text(payloads.output()));
    }
    if (payloads.failure() != null) {
      message.setFailureDetails(failure(payloads.failure()));
    }
  }

  /// A failure, whole.
  static TaskFailureDetails failure(FailureDetails failure) {
    WireWriter writer = new WireWriter();
    FailureDetailsCodec.encode(failure, writer);
    try {
      return TaskFailureDetails.parseFrom(writer.toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "Expected the codec's bytes to be those of the protocol, but they are not", e);
    }
  }
}
