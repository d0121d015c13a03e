package dev.perdure.sdk;

import java.util.List;

/// Says that some of the tasks of [TaskOrchestrationContext#allOf] failed. It is thrown only after
/// all of them have ended.
public final class CompositeTaskFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Exception> exceptions;

  /// The failures of the given tasks.
  ///
  /// @param exceptions the failures in the order of the tasks
  /// @param taskCount how many tasks there were
  public CompositeTaskFailedException(List<Exception> exceptions, int taskCount) {
    super(exceptions.size() + " of " + taskCount + " tasks failed; the first: "
        + exceptions.get(0).getMessage(), exceptions.get(0));
    this.exceptions = List.copyOf(exceptions);
  }

  /// The failures in the order of the tasks.
  public List<Exception> getExceptions() {
    return exceptions;
  }
}
