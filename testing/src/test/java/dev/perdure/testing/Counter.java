package dev.perdure.testing;

import dev.perdure.model.EntityId;
import dev.perdure.sdk.TaskEntityContext;

/// The class-style entity of the tests.
public final class Counter {
  int value;

  /// Adds and gives the new value.
  public int add(int amount) {
    value += amount;
    return value;
  }

  /// The value.
  public int get() {
    return value;
  }

  /// Begins anew.
  public void reset() {
    value = 0;
  }

  /// Changes the state, asks for something, and fails.
  public void fail(String message, TaskEntityContext context) {
    value = -1_000;
    context.signalEntity(new EntityId("counter", "witness"), "add", 1);
    context.startNewOrchestration("Never", null);
    throw new IllegalStateException(message);
  }

  /// Hands its value on to another counter.
  public void tell(String key, TaskEntityContext context) {
    context.signalEntity(new EntityId("counter", key), "add", value);
  }

  /// Starts an orchestration with its value.
  public String spawn(TaskEntityContext context) {
    return context.startNewOrchestration("Echo", value);
  }
}
