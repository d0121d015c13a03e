package dev.perdure.model.request;

import dev.perdure.model.OrchestrationStatus;
import java.util.EnumSet;
import java.util.Set;

/// What a start does when its instance id is already in use. The rule is applied in one atomic step
/// with the start itself.
///
/// @param replaceable statuses in which the existing instance makes room for the new one; if it
///     still runs it is terminated first
/// @param ignorable statuses in which the start changes nothing and still succeeds
public record ReusePolicy(Set<OrchestrationStatus> replaceable,
    Set<OrchestrationStatus> ignorable) {

  /// Replaces an instance that has ended and rejects the start otherwise: the default of Durable
  /// Functions.
  public static final ReusePolicy REPLACE_ENDED = replacing(
      EnumSet.of(
          OrchestrationStatus.COMPLETED,
          OrchestrationStatus.FAILED,
          OrchestrationStatus.CANCELED,
          OrchestrationStatus.TERMINATED));

  public ReusePolicy {
    replaceable = Set.copyOf(replaceable);
    ignorable = Set.copyOf(ignorable);
  }

  /// Replaces exactly the instances in the given statuses; with none, an id can be used once.
  public static ReusePolicy replacing(Set<OrchestrationStatus> statuses) {
    return new ReusePolicy(statuses, Set.of());
  }

  /// Answers with success and leaves the existing instance alone, whatever its status.
  public static ReusePolicy ignoring() {
    return new ReusePolicy(Set.of(), EnumSet.allOf(OrchestrationStatus.class));
  }
}
