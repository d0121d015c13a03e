package dev.perdure.sdk.client;

import dev.perdure.model.FailureDetails;
import dev.perdure.model.InstanceState;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.DataConverter;
import dev.perdure.sdk.TypeRef;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of an instance. Inputs, outputs and failures are there only if they were asked
/// for.
public final class OrchestrationMetadata {
  private final String instanceId;
  private final @Nullable InstanceState state;
  private final DataConverter converter;

  OrchestrationMetadata(String instanceId, @Nullable InstanceState state, DataConverter converter) {
    this.instanceId = instanceId;
    this.state = state;
    this.converter = converter;
  }

  /// Whether there is such an instance. If not, only its id can be asked for.
  public boolean isInstanceFound() {
    return state != null;
  }

  /// The id of the instance.
  public String getInstanceId() {
    return instanceId;
  }

  /// The name of its orchestrator.
  public String getName() {
    return state().function().name();
  }

  /// Its status.
  public OrchestrationStatus getRuntimeStatus() {
    return state().status();
  }

  /// Whether it has begun and not ended.
  public boolean isRunning() {
    return isInstanceFound() && state().status() == OrchestrationStatus.RUNNING;
  }

  /// Whether it has ended, whatever the way.
  public boolean isCompleted() {
    return isInstanceFound() && state().status().isTerminal();
  }

  /// When its start was accepted.
  public Instant getCreatedAt() {
    return state().times().created();
  }

  /// When it last changed.
  public Instant getLastUpdatedAt() {
    return state().times().lastUpdated();
  }

  /// Its tags.
  public Map<String, String> getTags() {
    return state().tags();
  }

  /// Everything, as the hub gave it.
  public InstanceState getState() {
    return state();
  }

  /// Its input as JSON text, if it has one.
  public Optional<String> getSerializedInput() {
    return Optional.ofNullable(state().payloads()).map(InstanceState.Payloads::input);
  }

  /// Its output as JSON text, if it has one.
  public Optional<String> getSerializedOutput() {
    return Optional.ofNullable(state().payloads()).map(InstanceState.Payloads::output);
  }

  /// Its custom status as JSON text, if it has one.
  public Optional<String> getSerializedCustomStatus() {
    return Optional.ofNullable(state().customStatus());
  }

  /// Why it failed, if it did.
  public Optional<FailureDetails> getFailureDetails() {
    return Optional.ofNullable(state().payloads()).map(InstanceState.Payloads::failure);
  }

  /// Its input, or null if it has none.
  ///
  /// @throws DataConverter.DataConverterException if it is not of that type
  public <T> @Nullable T readInputAs(Class<T> type) {
    return converter.deserialize(getSerializedInput().orElse(null), type);
  }

  /// Its output, or null if it has none.
  ///
  /// @throws DataConverter.DataConverterException if it is not of that type
  public <T> @Nullable T readOutputAs(Class<T> type) {
    return converter.deserialize(getSerializedOutput().orElse(null), type);
  }

  /// Its output, or null if it has none.
  ///
  /// @throws DataConverter.DataConverterException if it is not of that type
  public <T> @Nullable T readOutputAs(TypeRef<T> type) {
    return converter.deserialize(getSerializedOutput().orElse(null), type);
  }

  /// Its custom status, or null if it has none.
  ///
  /// @throws DataConverter.DataConverterException if it is not of that type
  public <T> @Nullable T readCustomStatusAs(Class<T> type) {
    return converter.deserialize(state().customStatus(), type);
  }

  @Override
  public String toString() {
    return state == null
        ? "instance '" + instanceId + "' (not found)"
        : state.function().name() + " '" + instanceId + "' " + state.status().label();
  }

  private InstanceState state() {
    if (state == null) {
      throw new InstanceNotFoundException(instanceId);
    }
    return state;
  }
}
