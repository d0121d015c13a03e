package dev.perdure.server.http.routing;

import dev.perdure.server.configuration.Role;
import dev.perdure.server.http.routing.Permission.Operation;

/// What is answered where.
///
/// @param method the method in capitals
/// @param template the paths
/// @param permission what a caller needs
/// @param effect whether answering changes anything, whatever the method suggests
/// @param handler who answers
public record Route(
    String method, Template template, Permission permission, Effect effect, Handler handler) {

  /// Whether a request changes anything. Pages of other sites must not cause changes.
  public enum Effect {
    /// Nothing changes.
    READS,
    /// Something may change.
    WRITES
  }

  /// A route that anybody may ask and that changes nothing.
  public static Route open(String template, Handler handler) {
    return new Route("GET", Template.parse(template), new Permission.Anybody(), Effect.READS,
        handler);
  }

  /// A route that is not about one instance.
  public static Route of(String method, String template, Role role, Handler handler) {
    return new Route(method, Template.parse(template), Permission.role(role),
        role == Role.READ ? Effect.READS : Effect.WRITES, handler);
  }

  /// A route that is about the instance of its path.
  public static Route of(
      String method, String template, Operation operation, Handler handler) {
    return new Route(method, Template.parse(template), Permission.of(operation),
        operation == Operation.READ ? Effect.READS : Effect.WRITES, handler);
  }

  /// A route that may change something.
  public static Route of(
      String method, String template, Permission permission, Handler handler) {
    return new Route(method, Template.parse(template), permission, Effect.WRITES, handler);
  }
}
