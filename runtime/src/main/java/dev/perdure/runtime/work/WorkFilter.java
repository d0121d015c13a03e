package dev.perdure.runtime.work;

import dev.perdure.model.FunctionRef;

/// Says which functions a worker takes that does not list their names beforehand, or that wants
/// some versions of them alone. It is asked once for each function and must always answer alike.
public interface WorkFilter {

  /// Takes every function.
  WorkFilter ANYTHING = new WorkFilter() {
    @Override
    public boolean takes(WorkKind kind, Subject subject) {
      return true;
    }

    @Override
    public boolean choosy() {
      return false;
    }
  };

  /// Whether the worker takes work of this kind for this function.
  boolean takes(WorkKind kind, Subject subject);

  /// Whether the worker asks for its functions. One that takes anything may well not have what it
  /// is given, so it gets only what no other asks for.
  default boolean choosy() {
    return true;
  }

  /// What work is about, as far as it decides who may do it.
  ///
  /// @param function the function to run
  /// @param orchestrationVersion for an activity the version of the orchestration that scheduled
  ///     it, otherwise the empty text
  record Subject(FunctionRef function, String orchestrationVersion) {}
}
