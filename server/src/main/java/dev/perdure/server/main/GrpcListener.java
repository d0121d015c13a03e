package dev.perdure.server.main;

import dev.perdure.server.configuration.GrpcPorts;
import dev.perdure.server.configuration.OperatorException;
import dev.perdure.server.configuration.ServerConfiguration;
import dev.perdure.server.grpc.GrpcFront;
import dev.perdure.server.grpc.GrpcSettings;
import dev.perdure.server.http.security.RoleCheck;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;

/// Opens the gRPC front as the configuration says, and says where it is.
final class GrpcListener {
  private GrpcListener() {}

  static GrpcFront open(ServerConfiguration configuration, TaskHubs hubs) {
    GrpcPorts ports = configuration.grpc();
    var roles = new RoleCheck(configuration.http().access());
    var settings = new GrpcSettings(
        configuration.address(), ports.ports(), ports.wanted(), configuration.http().tls(),
        roles::admission, true, configuration.maxPayload());
    try {
      return GrpcFront.open(hubs, settings);
    } catch (UncheckedIOException e) {
      throw new OperatorException("Expected to listen on the gRPC port " + ports.ports()
          + ", but that failed (" + e.getCause() + "); choose another with --grpc-port", e);
    }
  }

  /// The addresses for people to read.
  static String describe(String host, List<Integer> ports) {
    return ports.isEmpty()
        ? "off"
        : ports.stream().map(port -> host + ":" + port).collect(Collectors.joining(", "));
  }
}
