package dev.perdure.sdk.client;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A page of instances; every page but the last is full.
public final class OrchestrationStatusQueryResult {
  private final List<OrchestrationMetadata> orchestrationState;
  private final @Nullable String continuationToken;

  OrchestrationStatusQueryResult(
      List<OrchestrationMetadata> orchestrationState, @Nullable String continuationToken) {
    this.orchestrationState = List.copyOf(orchestrationState);
    this.continuationToken = continuationToken;
  }

  /// The instances in the order of their creation.
  public List<OrchestrationMetadata> getOrchestrationState() {
    return orchestrationState;
  }

  /// What the query for the next page needs; nothing on the last page.
  public Optional<String> getContinuationToken() {
    return Optional.ofNullable(continuationToken);
  }
}
