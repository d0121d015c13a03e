package dev.perdure.sdk;

import org.jspecify.annotations.Nullable;

/// An activity: ordinary code that may do anything, runs at least once and may be repeated.
@FunctionalInterface
public interface TaskActivity {

  /// Runs the activity and gives its output.
  ///
  /// @throws Exception to fail the task
  @Nullable
  Object run(TaskActivityContext ctx) throws Exception;
}
