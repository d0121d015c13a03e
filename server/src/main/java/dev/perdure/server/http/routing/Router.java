package dev.perdure.server.http.routing;

import dev.perdure.server.http.exchange.FormText;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
import java.util.List;
import java.util.Optional;

/// Finds the route of a request: the first one whose method and template match.
public final class Router {
  /// The method of a route that answers whatever the method is.
  public static final String ANY_METHOD = "*";

  private final List<Route> routes;

  /// A router over the given routes.
  public Router(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /// All routes, in the order in which they are tried.
  public List<Route> routes() {
    return routes;
  }

  /// A request's route and what stood in its path.
  public record Match(Route route, PathValues path) {

    /// Has the route's handler answer.
    public Response answer(Request request) {
      return route.handler().handle(request, path);
    }
  }

  /// The route of a request, if it has one. A path with another method than its routes have is
  /// unknown, as in Durable Functions.
  public Optional<Match> match(Request request) {
    List<String> segments = Template.segments(FormText.decode(request.path()));
    for (Route route : routes) {
      if (route.method().equals(request.method()) || route.method().equals(ANY_METHOD)) {
        PathValues path = route.template().match(segments);
        if (path != null) {
          return Optional.of(new Match(route, path));
        }
      }
    }
    return Optional.empty();
  }

  /// The methods that there are at the path of a request.
  public List<String> methods(Request request) {
    List<String> segments = Template.segments(FormText.decode(request.path()));
    return routes.stream()
        .filter(it -> it.template().match(segments) != null)
        .map(Route::method).distinct().sorted().toList();
  }
}
