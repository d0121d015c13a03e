package dev.perdure.model;

import org.jspecify.annotations.Nullable;

/// How an activity or a sub-orchestration ended.
public sealed interface TaskOutcome {

  /// It returned.
  ///
  /// @param result the JSON text of the result, absent for none
  record Succeeded(@Nullable String result) implements TaskOutcome {}

  /// It failed.
  ///
  /// @param failure why
  record Failed(FailureDetails failure) implements TaskOutcome {}
}
