package dev.perdure.server.http;

import dev.perdure.sdk.trigger.HttpFunction;
import dev.perdure.server.configuration.HttpOptions;
import dev.perdure.server.http.v1.JobStore;
import java.net.InetAddress;
import java.util.List;

/// Where the front listens and what it takes.
///
/// @param address the address to listen on
/// @param port the port, 0 for any free one
/// @param maxPayload the most bytes of a body
/// @param options how the front presents itself, and whom it lets in
/// @param secrets what nobody else may know
/// @param functions the functions that requests start
/// @param jobs where jobs over many instances are kept
public record HttpSettings(
    InetAddress address,
    int port,
    int maxPayload,
    HttpOptions options,
    Secrets secrets,
    List<HttpFunction> functions,
    JobStore jobs) {

  public HttpSettings {
    functions = List.copyOf(functions);
  }

  /// What nobody else may know.
  ///
  /// @param adminToken what a request of the command line must carry; the empty text admits none
  /// @param links what signs the links of instances
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Secrets(String adminToken, byte[] links) {}
}
