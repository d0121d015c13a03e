package dev.perdure.model;

import java.util.Locale;
import java.util.Objects;

/// Names an entity: what kind it is, and which one of that kind. Names are compared without regard
/// to case and kept in lower case; keys are kept as they are, and may be empty.
///
/// @param name the entity's name, that of its function
/// @param key which one
public record EntityId(String name, String key) implements Comparable<EntityId> {

  public EntityId {
    Objects.requireNonNull(key, "key");
    name = name.toLowerCase(Locale.ROOT);
  }

  /// The entity of an instance id such as `@counter@a`.
  ///
  /// @throws IllegalArgumentException if the text is not the id of an entity
  public static EntityId parse(String instanceId) {
    String problem = Identifiers.entityIdProblem(instanceId);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    int end = instanceId.indexOf('@', 1);
    return new EntityId(instanceId.substring(1, end), instanceId.substring(end + 1));
  }

  /// Whether an instance id means an entity, as opposed to an orchestration.
  public static boolean isEntity(String instanceId) {
    return !instanceId.isEmpty() && instanceId.charAt(0) == '@';
  }

  /// The id among all instances: `@name@key`.
  public String instanceId() {
    return "@" + name + "@" + key;
  }

  @Override
  public int compareTo(EntityId other) {
    return instanceId().compareTo(other.instanceId());
  }

  @Override
  public String toString() {
    return instanceId();
  }
}
