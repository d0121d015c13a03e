package dev.perdure.server.http.functions;

import dev.perdure.sdk.annotation.AuthorizationLevel;
import dev.perdure.sdk.http.HttpMethod;
import dev.perdure.sdk.trigger.HttpFunction;
import dev.perdure.server.configuration.OperatorException;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.http.routing.Permission;
import dev.perdure.server.http.routing.Route;
import dev.perdure.server.http.routing.Template;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The routes of functions. The most particular ones are tried first, whatever the order in which
/// functions were registered.
public final class FunctionRoutes {
  private FunctionRoutes() {}

  /// The routes.
  ///
  /// @param prefix the first segments of all paths; may be empty
  /// @param context what functions get to know of the hub
  /// @throws OperatorException if a route is malformed or two functions have the same
  public static List<Route> of(
      List<HttpFunction> functions, String prefix, FunctionHandler.Context context) {
    List<Route> routes = new ArrayList<>();
    Map<String, String> taken = new HashMap<>();
    for (HttpFunction function : functions) {
      Template template = template(prefix, function);
      for (HttpMethod method : function.methods()) {
        String other = taken.put(method + " " + template.shape(), function.name());
        if (other != null) {
          throw new OperatorException("Expected one function at " + method + " "
              + function.route() + ", but both " + other + " and " + function.name()
              + " have that route");
        }
        routes.add(new Route(method.name(), template, permission(function), Route.Effect.WRITES,
            new FunctionHandler(function, context)));
      }
    }
    routes.sort(Comparator.comparing(Route::template));
    return routes;
  }

  private static Template template(String prefix, HttpFunction function) {
    String route = function.route();
    String path = (prefix.isEmpty() ? "" : "/" + prefix)
        + (route.startsWith("/") ? route : "/" + route);
    try {
      return Template.parse(path);
    } catch (IllegalArgumentException e) {
      throw new OperatorException("Expected a route for the function " + function.name()
          + ", but '" + route + "' is none: " + e.getMessage(), e);
    }
  }

  private static Permission permission(HttpFunction function) {
    AuthorizationLevel level = function.authLevel();
    return switch (level) {
      case ANONYMOUS -> new Permission.Anybody();
      case FUNCTION -> new Permission.Function(function.name());
      case ADMIN -> Permission.role(Role.ADMIN);
    };
  }
}
