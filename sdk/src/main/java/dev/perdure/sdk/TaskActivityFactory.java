package dev.perdure.sdk;

/// Makes an activity object for each call.
public interface TaskActivityFactory {

  /// The name of the activity function.
  String getName();

  /// A new activity.
  TaskActivity create();
}
