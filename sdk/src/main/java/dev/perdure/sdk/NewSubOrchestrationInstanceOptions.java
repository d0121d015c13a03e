package dev.perdure.sdk;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a sub-orchestration is started.
public final class NewSubOrchestrationInstanceOptions extends TaskOptions {
  private @Nullable String instanceId;

  /// No retries, an id that the hub chooses.
  public NewSubOrchestrationInstanceOptions() {}

  /// Retries by a policy.
  public NewSubOrchestrationInstanceOptions(RetryPolicy retryPolicy) {
    super(retryPolicy);
  }

  /// Retries by a decision in code.
  public NewSubOrchestrationInstanceOptions(RetryHandler retryHandler) {
    super(retryHandler);
  }

  /// The id of the new instance, if one was chosen.
  public Optional<String> getInstanceId() {
    return Optional.ofNullable(instanceId);
  }

  /// Chooses the id of the new instance; gives these options back.
  public NewSubOrchestrationInstanceOptions setInstanceId(String instanceId) {
    this.instanceId = instanceId;
    return this;
  }

  @Override
  public NewSubOrchestrationInstanceOptions setVersion(String version) {
    super.setVersion(version);
    return this;
  }

  @Override
  public NewSubOrchestrationInstanceOptions setTags(Map<String, String> tags) {
    super.setTags(tags);
    return this;
  }
}
