package dev.perdure.protocol;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.InstanceState;
import dev.perdure.model.InstanceTimes;
import dev.perdure.model.codec.FailureDetailsCodec;
import dev.perdure.model.codec.WireReader;
import dev.perdure.model.codec.WireWriter;
import dev.perdure.protocol.message.GetInstanceResponse;
import dev.perdure.protocol.message.OrchestrationState;
import dev.perdure.protocol.message.OrchestrationStatus;
import dev.perdure.protocol.message.TaskFailureDetails;
import java.time.Instant;
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

  /// What a message says of an instance, with payloads if they were asked for.
  ///
  /// @throws IllegalArgumentException if a value in it has no meaning
  public static Optional<InstanceState> read(GetInstanceResponse message, boolean payloads) {
    return message.getExists()
        ? Optional.of(read(message.getOrchestrationState(), payloads))
        : Optional.empty();
  }

  static InstanceState read(OrchestrationState message, boolean payloads) {
    return new InstanceState(
        new ExecutionKey(message.getInstanceId(), message.getExecutionId().getValue()),
        new FunctionRef(
            message.getName(), Wrapped.text(message.hasVersion(), message.getVersion())),
        dev.perdure.model.OrchestrationStatus.ofNumber(message.getOrchestrationStatusValue()),
        new InstanceTimes(
            timeOrEpoch(message.getCreatedTimestamp()),
            timeOrEpoch(message.getLastUpdatedTimestamp()),
            Wrapped.time(message.hasCompletedTimestamp(), message.getCompletedTimestamp()),
            Wrapped.time(
                message.hasScheduledStartTimestamp(), message.getScheduledStartTimestamp())),
        Wrapped.text(message.hasCustomStatus(), message.getCustomStatus()),
        message.getTagsMap(),
        Wrapped.text(message.hasParentInstanceId(), message.getParentInstanceId()),
        payloads ? payloads(message) : null);
  }

  private static InstanceState.Payloads payloads(OrchestrationState message) {
    return new InstanceState.Payloads(
        Wrapped.text(message.hasInput(), message.getInput()),
        Wrapped.text(message.hasOutput(), message.getOutput()),
        message.hasFailureDetails()
            ? FailureDetailsCodec.decode(
                new WireReader(message.getFailureDetails().toByteArray()))
            : null);
  }

  private static Instant timeOrEpoch(Timestamp time) {
    Instant instant = Wrapped.time(true, time);
    return instant == null ? Instant.EPOCH : instant;
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
