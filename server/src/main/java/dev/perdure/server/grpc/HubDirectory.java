package dev.perdure.server.grpc;

import dev.perdure.runtime.TaskHub;
import java.util.Optional;

/// Finds task hubs by name.
public interface HubDirectory {

  /// The hub of that name; the empty name is the default hub's.
  ///
  /// @return nothing if there is none and none can be made
  Optional<TaskHub> find(String name);
}
