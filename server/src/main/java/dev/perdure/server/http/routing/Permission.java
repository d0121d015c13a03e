package dev.perdure.server.http.routing;

import dev.perdure.server.configuration.Role;
import org.jspecify.annotations.Nullable;

/// What a caller needs to be let through to a route. Every route has one: there is no default.
public sealed interface Permission {

  /// Nothing: anybody may ask, and nothing is told that must be kept.
  record Anybody() implements Permission {}

  /// Whatever the route's handler itself demands.
  record OfHandler() implements Permission {}

  /// A role in the management of instances.
  ///
  /// @param role the least role
  /// @param operation what is done to the one instance of the path, absent if the route is not
  ///     about one; a link of that instance opens it, too
  record Management(Role role, @Nullable Operation operation) implements Permission {}

  /// A key of a function.
  ///
  /// @param function the function's name
  record Function(String function) implements Permission {}

  /// What is done to one instance.
  enum Operation {
    READ(Role.READ, 1),
    RAISE(Role.OPERATE, 2),
    TERMINATE(Role.OPERATE, 4),
    SUSPEND(Role.OPERATE, 8),
    RESUME(Role.OPERATE, 16),
    REWIND(Role.OPERATE, 32),
    RESTART(Role.OPERATE, 64),
    PURGE(Role.OPERATE, 128);

    private final Role role;
    private final int bit;

    Operation(Role role, int bit) {
      this.role = role;
      this.bit = bit;
    }

    /// What stands for it in a link; it never changes.
    public int bit() {
      return bit;
    }

    /// The least role that may do it to every instance.
    public Role role() {
      return role;
    }
  }

  /// What a route needs that is not about one instance.
  static Permission role(Role role) {
    return new Management(role, null);
  }

  /// What a route needs that is about the instance of its path.
  static Permission of(Operation operation) {
    return new Management(operation.role(), operation);
  }
}
