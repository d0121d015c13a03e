package dev.perdure.sdk;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How an activity or a sub-orchestration is called.
public class TaskOptions {
  private final @Nullable RetryPolicy retryPolicy;
  private final @Nullable RetryHandler retryHandler;
  private @Nullable String version;
  private Map<String, String> tags = Map.of();

  /// No retries.
  public TaskOptions() {
    this(null, null);
  }

  /// Retries by a policy.
  public TaskOptions(RetryPolicy retryPolicy) {
    this(retryPolicy, null);
  }

  /// Retries by a decision in code.
  public TaskOptions(RetryHandler retryHandler) {
    this(null, retryHandler);
  }

  private TaskOptions(@Nullable RetryPolicy retryPolicy, @Nullable RetryHandler retryHandler) {
    this.retryPolicy = retryPolicy;
    this.retryHandler = retryHandler;
  }

  /// The retry policy, if there is one.
  public Optional<RetryPolicy> getRetryPolicy() {
    return Optional.ofNullable(retryPolicy);
  }

  /// The retry handler, if there is one.
  public Optional<RetryHandler> getRetryHandler() {
    return Optional.ofNullable(retryHandler);
  }

  /// The version of the function that is asked for, if any.
  public Optional<String> getVersion() {
    return Optional.ofNullable(version);
  }

  /// Asks for a version of the function; gives these options back.
  public TaskOptions setVersion(String version) {
    this.version = version;
    return this;
  }

  /// The tags of the task.
  public Map<String, String> getTags() {
    return tags;
  }

  /// Sets the tags of the task; gives these options back.
  public TaskOptions setTags(Map<String, String> tags) {
    this.tags = Map.copyOf(tags);
    return this;
  }
}
