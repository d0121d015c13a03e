package dev.perdure.sdk.http;

import java.time.Duration;

/// What a host lets its functions say about the management of instances over HTTP.
public interface HttpManagement {

  /// The addresses of an instance, as whoever sent the request can reach them.
  HttpManagementPayload addresses(HttpRequestMessage<?> request, String instanceId);

  /// Waits for the end of an instance: the response has its output if it completed in time, its
  /// status if it ended otherwise, and the addresses with 202 if time is up.
  HttpResponseMessage await(HttpRequestMessage<?> request, String instanceId, Duration timeout);
}
