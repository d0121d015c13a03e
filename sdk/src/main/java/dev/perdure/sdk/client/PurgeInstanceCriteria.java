package dev.perdure.sdk.client;

import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.InstanceFilter;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which ended instances are purged. All conditions hold together; setters change these criteria
/// and give them back.
public final class PurgeInstanceCriteria {
  private Set<OrchestrationStatus> statuses = Set.of();
  private @Nullable Instant createdFrom;
  private @Nullable Instant createdTo;
  private @Nullable String idPrefix;
  private @Nullable String name;
  private final Map<String, String> tags = new HashMap<>();
  private boolean recursive;

  /// Every ended instance.
  public PurgeInstanceCriteria() {}

  /// Asks for instances whose status is one of these; none means any.
  public PurgeInstanceCriteria setRuntimeStatusList(Collection<OrchestrationStatus> statuses) {
    this.statuses = Set.copyOf(statuses);
    return this;
  }

  /// Asks for instances created at this instant or later.
  public PurgeInstanceCriteria setCreatedTimeFrom(Instant from) {
    this.createdFrom = from;
    return this;
  }

  /// Asks for instances created at this instant or earlier.
  public PurgeInstanceCriteria setCreatedTimeTo(Instant to) {
    this.createdTo = to;
    return this;
  }

  /// Asks for instances whose id begins with this text.
  public PurgeInstanceCriteria setInstanceIdPrefix(String prefix) {
    this.idPrefix = prefix;
    return this;
  }

  /// Asks for instances of the named orchestrator.
  public PurgeInstanceCriteria setName(String name) {
    this.name = name;
    return this;
  }

  /// Asks for instances that have this tag with this value, beside tags asked for before.
  public PurgeInstanceCriteria addTag(String tag, String value) {
    tags.put(tag, value);
    return this;
  }

  /// Sets whether the sub-orchestrations of purged instances are purged, too.
  public PurgeInstanceCriteria setRecursive(boolean recursive) {
    this.recursive = recursive;
    return this;
  }

  InstanceFilter filter() {
    return new InstanceFilter(statuses, createdFrom, createdTo, idPrefix, name, tags);
  }

  boolean isRecursive() {
    return recursive;
  }
}
