package dev.perdure.sdk.client;

import dev.perdure.model.request.ReusePolicy;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How an orchestration is started. Setters change these options and give them back.
public final class NewOrchestrationInstanceOptions {
  private @Nullable String version;
  private @Nullable String instanceId;
  private @Nullable Object input;
  private @Nullable Instant startTime;
  private @Nullable String requestId;
  private Map<String, String> tags = Map.of();
  private ReusePolicy reusePolicy = ReusePolicy.REPLACE_ENDED;

  /// No input, an id that the hub chooses, at once.
  public NewOrchestrationInstanceOptions() {}

  /// Asks for a version of the orchestrator.
  public NewOrchestrationInstanceOptions setVersion(String version) {
    this.version = version;
    return this;
  }

  /// Chooses the id of the instance.
  public NewOrchestrationInstanceOptions setInstanceId(String instanceId) {
    this.instanceId = instanceId;
    return this;
  }

  /// Sets the input.
  public NewOrchestrationInstanceOptions setInput(@Nullable Object input) {
    this.input = input;
    return this;
  }

  /// Sets the instant before which the instance must not begin.
  public NewOrchestrationInstanceOptions setStartTime(Instant startTime) {
    this.startTime = startTime;
    return this;
  }

  /// Sets facts to find the instance by.
  public NewOrchestrationInstanceOptions setTags(Map<String, String> tags) {
    this.tags = Map.copyOf(tags);
    return this;
  }

  /// Sets what happens if the id is in use; by default an instance that has ended is replaced.
  public NewOrchestrationInstanceOptions setReusePolicy(ReusePolicy reusePolicy) {
    this.reusePolicy = reusePolicy;
    return this;
  }

  /// Names the request, so that a repeat starts nothing and gets the first answer.
  public NewOrchestrationInstanceOptions setRequestId(String requestId) {
    this.requestId = requestId;
    return this;
  }

  /// The version that is asked for, if any.
  public Optional<String> getVersion() {
    return Optional.ofNullable(version);
  }

  /// The id that was chosen, if any.
  public Optional<String> getInstanceId() {
    return Optional.ofNullable(instanceId);
  }

  /// The input, if any.
  public Optional<Object> getInput() {
    return Optional.ofNullable(input);
  }

  /// The instant before which the instance must not begin, if any.
  public Optional<Instant> getStartTime() {
    return Optional.ofNullable(startTime);
  }

  /// The facts to find the instance by.
  public Map<String, String> getTags() {
    return tags;
  }

  /// What happens if the id is in use.
  public ReusePolicy getReusePolicy() {
    return reusePolicy;
  }

  /// The name of the request, if any.
  public Optional<String> getRequestId() {
    return Optional.ofNullable(requestId);
  }
}
