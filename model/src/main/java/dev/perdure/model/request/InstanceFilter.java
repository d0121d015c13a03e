package dev.perdure.model.request;

import dev.perdure.model.OrchestrationStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which instances are meant. All conditions hold together; an absent or empty one holds always.
///
/// @param statuses the runtime status is one of these
/// @param createdFrom created at this instant or later
/// @param createdTo created at this instant or earlier
/// @param idPrefix the instance id begins with this
/// @param name the orchestrator has exactly this name
/// @param tags every one of these tags has this value
public record InstanceFilter(
    Set<OrchestrationStatus> statuses,
    @Nullable Instant createdFrom,
    @Nullable Instant createdTo,
    @Nullable String idPrefix,
    @Nullable String name,
    Map<String, String> tags) {

  /// Every instance.
  public static final InstanceFilter ALL = new InstanceFilter(Set.of(), null, null, null, null,
      Map.of());

  public InstanceFilter {
    statuses = Set.copyOf(statuses);
    tags = Map.copyOf(tags);
  }
}
