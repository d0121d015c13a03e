package dev.perdure.sdk.client;

/// What a parameter with `@DurableClientInput` gives to a function.
public final class DurableClientContext {
  private final String taskHubName;
  private final DurableTaskClient client;

  /// A context for the named hub.
  public DurableClientContext(String taskHubName, DurableTaskClient client) {
    this.taskHubName = taskHubName;
    this.client = client;
  }

  /// The name of the task hub.
  public String getTaskHubName() {
    return taskHubName;
  }

  /// The client of the task hub.
  public DurableTaskClient getClient() {
    return client;
  }
}
