package dev.perdure.server.configuration;

import dev.perdure.runtime.HubOptions;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What a server is told when it starts.
///
/// @param data the directory of the state, absent to keep it in memory until the server stops
/// @param address the address to listen on
/// @param port the port to listen on, 0 for any free one
/// @param retention how long instances are kept after their end, absent for ever
/// @param maxPayload the most bytes of an input, an output or an event
/// @param http how the HTTP front presents itself, and whom it lets in; the Durable Task protocol
///     has the same certificate and the same rules
/// @param grpc the ports of the Durable Task protocol
/// @param functions which functions it runs
public record ServerConfiguration(
    Optional<Path> data,
    InetAddress address,
    int port,
    Optional<Duration> retention,
    int maxPayload,
    HttpOptions http,
    GrpcPorts grpc,
    FunctionSource functions) {

  /// Where the state is, below the working directory.
  public static final String DEFAULT_DATA = ".perdure";

  /// Where Durable Functions listens on a developer's machine.
  public static final int DEFAULT_PORT = 7071;

  /// How long instances are kept after their end.
  public static final Duration DEFAULT_RETENTION = HubOptions.DEFAULT_RETENTION;

  /// The most bytes of a payload.
  public static final int DEFAULT_MAX_PAYLOAD = HubOptions.DEFAULT_MAX_PAYLOAD_BYTES;

  /// The largest limit of payloads that can be set: 64 MiB.
  public static final int LARGEST_MAX_PAYLOAD = 67_108_864;

  /// A server with the functions of the class path.
  public ServerConfiguration(
      Optional<Path> data, InetAddress address, int port, Optional<Duration> retention,
      int maxPayload, HttpOptions http, GrpcPorts grpc) {
    this(data, address, port, retention, maxPayload, http, grpc, new FunctionSource.ClassPath());
  }

  /// A server without the Durable Task protocol.
  public ServerConfiguration(
      Optional<Path> data, InetAddress address, int port, Optional<Duration> retention,
      int maxPayload, HttpOptions http) {
    this(data, address, port, retention, maxPayload, http, GrpcPorts.NONE);
  }
}
