package dev.perdure.sdk.client;

import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.InstanceQuery;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which instances are listed, and how many at a time. All conditions hold together; setters change
/// this query and give it back.
public final class OrchestrationStatusQuery {
  private Set<OrchestrationStatus> statuses = Set.of();
  private @Nullable Instant createdFrom;
  private @Nullable Instant createdTo;
  private @Nullable String idPrefix;
  private @Nullable String name;
  private final Map<String, String> tags = new HashMap<>();
  private int maxInstanceCount = InstanceQuery.DEFAULT_PAGE_SIZE;
  private @Nullable String continuationToken;
  private boolean fetchInputsAndOutputs;

  /// Every instance, a hundred at a time.
  public OrchestrationStatusQuery() {}

  /// Asks for instances whose status is one of these; none means any.
  public OrchestrationStatusQuery setRuntimeStatusList(Collection<OrchestrationStatus> statuses) {
    this.statuses = Set.copyOf(statuses);
    return this;
  }

  /// Asks for instances created at this instant or later.
  public OrchestrationStatusQuery setCreatedTimeFrom(Instant from) {
    this.createdFrom = from;
    return this;
  }

  /// Asks for instances created at this instant or earlier.
  public OrchestrationStatusQuery setCreatedTimeTo(Instant to) {
    this.createdTo = to;
    return this;
  }

  /// Asks for instances whose id begins with this text.
  public OrchestrationStatusQuery setInstanceIdPrefix(String prefix) {
    this.idPrefix = prefix;
    return this;
  }

  /// Asks for instances of the named orchestrator.
  public OrchestrationStatusQuery setName(String name) {
    this.name = name;
    return this;
  }

  /// Asks for instances that have this tag with this value, beside tags asked for before.
  public OrchestrationStatusQuery addTag(String tag, String value) {
    tags.put(tag, value);
    return this;
  }

  /// Sets the size of a page, at most 1,000.
  public OrchestrationStatusQuery setMaxInstanceCount(int count) {
    this.maxInstanceCount = count;
    return this;
  }

  /// Asks for the page after the one that gave this token.
  public OrchestrationStatusQuery setContinuationToken(String token) {
    this.continuationToken = token;
    return this;
  }

  /// Sets whether inputs, outputs and failures are wanted.
  public OrchestrationStatusQuery setFetchInputsAndOutputs(boolean fetch) {
    this.fetchInputsAndOutputs = fetch;
    return this;
  }

  InstanceQuery query() {
    InstanceFilter filter = new InstanceFilter(statuses, createdFrom, createdTo, idPrefix, name,
        tags);
    return new InstanceQuery(filter, maxInstanceCount, continuationToken, fetchInputsAndOutputs);
  }
}
