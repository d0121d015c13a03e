package dev.perdure.sdk.client;

import dev.perdure.sdk.http.HttpManagement;
import dev.perdure.sdk.http.HttpManagementPayload;
import dev.perdure.sdk.http.HttpRequestMessage;
import dev.perdure.sdk.http.HttpResponseMessage;
import dev.perdure.sdk.http.HttpStatus;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a parameter with `@DurableClientInput` gives to a function.
public final class DurableClientContext {
  private final String taskHubName;
  private final DurableTaskClient client;
  private final @Nullable HttpManagement management;

  /// A context for the named hub, in a program that serves no HTTP.
  public DurableClientContext(String taskHubName, DurableTaskClient client) {
    this(taskHubName, client, null);
  }

  /// A context for the named hub.
  ///
  /// @param management the host's management of instances over HTTP, absent if it has none
  public DurableClientContext(
      String taskHubName, DurableTaskClient client, @Nullable HttpManagement management) {
    this.taskHubName = taskHubName;
    this.client = client;
    this.management = management;
  }

  /// The name of the task hub.
  public String getTaskHubName() {
    return taskHubName;
  }

  /// The client of the task hub.
  public DurableTaskClient getClient() {
    return client;
  }

  /// A response with 202, the addresses of an instance as its body, and that of the status as
  /// `Location`.
  ///
  /// @throws IllegalStateException if the host serves no HTTP
  public HttpResponseMessage createCheckStatusResponse(
      HttpRequestMessage<?> request, String instanceId) {
    HttpManagementPayload addresses = createHttpManagementPayload(request, instanceId);
    return request.createResponseBuilder(HttpStatus.ACCEPTED)
        .header("Location", addresses.getStatusQueryGetUri())
        .header("Retry-After", "10")
        .header("Content-Type", "application/json; charset=utf-8")
        .body(addresses)
        .build();
  }

  /// Waits for the end of an instance: 200 with its output if it completed in time, 200 with its
  /// status if it ended otherwise, and [#createCheckStatusResponse] if time is up.
  ///
  /// @throws IllegalStateException if the host serves no HTTP
  public HttpResponseMessage waitForCompletionOrCreateCheckStatusResponse(
      HttpRequestMessage<?> request, String instanceId, Duration timeout) {
    return host().await(request, instanceId, timeout);
  }

  /// The addresses of an instance.
  ///
  /// @throws IllegalStateException if the host serves no HTTP
  public HttpManagementPayload createHttpManagementPayload(
      HttpRequestMessage<?> request, String instanceId) {
    return host().addresses(request, instanceId);
  }

  private HttpManagement host() {
    return Optional.ofNullable(management).orElseThrow(() -> new IllegalStateException(
        "Expected a host that serves HTTP, but this program has none"));
  }
}
