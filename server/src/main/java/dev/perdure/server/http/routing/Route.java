package dev.perdure.server.http.routing;

/// What is answered where.
///
/// @param method the method in capitals
/// @param template the paths
/// @param effect whether answering changes anything, whatever the method suggests
/// @param handler who answers
public record Route(String method, Template template, Effect effect, Handler handler) {

  /// Whether a request changes anything. Pages of other sites must not cause changes.
  public enum Effect {
    /// Nothing changes.
    READS,
    /// Something may change.
    WRITES
  }

  /// A route whose requests change nothing.
  public static Route reading(String method, String template, Handler handler) {
    return new Route(method, Template.parse(template), Effect.READS, handler);
  }

  /// A route whose requests may change something.
  public static Route writing(String method, String template, Handler handler) {
    return new Route(method, Template.parse(template), Effect.WRITES, handler);
  }
}
