package dev.perdure.server.grpc;

import dev.perdure.runtime.TaskHub;
import java.util.Optional;

/// The task hubs of a server, by their names. The empty name is the default hub's. Unless the other
/// methods say so, there are those that there are.
public interface HubDirectory {

  /// The hub of that name if there is one.
  Optional<TaskHub> find(String name);

  /// The hub of that name, which is made if there is none.
  ///
  /// @return nothing if none can be made: the name is none, or there are too many hubs
  default Optional<TaskHub> make(String name) {
    return find(name);
  }

  /// Removes a hub with all that is in it. Whoever still uses it is refused.
  ///
  /// @return whether it is gone; the default hub stays
  default boolean remove(String name) {
    return false;
  }
}
