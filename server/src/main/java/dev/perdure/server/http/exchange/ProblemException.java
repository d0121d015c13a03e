package dev.perdure.server.http.exchange;

/// Leaves a handler at once with a problem, which the front answers with. It never leaves the
/// front.
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  /// A problem.
  public ProblemException(Problem problem) {
    super(problem.detail());
    this.problem = problem;
  }

  /// The response that says so.
  public Response response() {
    return problem.response();
  }
}
