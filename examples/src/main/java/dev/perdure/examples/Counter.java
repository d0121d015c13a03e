package dev.perdure.examples;

import dev.perdure.sdk.TaskEntityOperation;
import dev.perdure.sdk.annotation.DurableEntityTrigger;
import dev.perdure.sdk.annotation.FunctionName;
import org.jspecify.annotations.Nullable;

/// Pattern 6: an aggregator, as a function. Events of one subject, from wherever they come, are
/// added up at one place, one at a time. Its state is a number.
///
/// Operations: `add` with a number, `get`, `reset` and `delete`.
public final class Counter {

  /// For the registry of functions, which calls methods that are not static on an object.
  public Counter() {}

  /// Performs an operation of one counter.
  @FunctionName("Counter")
  public @Nullable Object counter(
      @DurableEntityTrigger(name = "operation") TaskEntityOperation operation) {
    int value = operation.getState().getState(Integer.class, 0);
    switch (operation.getName()) {
      case "add" -> operation.getState().setState(value + operation.getInput(Integer.class));
      case "reset" -> operation.getState().setState(0);
      case "delete" -> operation.getState().deleteState();
      case "get" -> {
        return value;
      }
      default -> throw new IllegalArgumentException(
          "Expected add, get, reset or delete, but got " + operation.getName());
    }
    return null;
  }
}
