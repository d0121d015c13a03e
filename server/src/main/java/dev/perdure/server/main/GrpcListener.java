package dev.perdure.server.main;

import dev.perdure.server.configuration.GrpcPorts;
import dev.perdure.server.configuration.OperatorException;
import dev.perdure.server.configuration.ServerConfiguration;
import dev.perdure.server.grpc.GrpcFront;
import dev.perdure.server.grpc.GrpcSettings;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;

/// Opens the gRPC front as the configuration says, and says where it is.
final class GrpcListener {
  private GrpcListener() {}

  static GrpcFront open(ServerConfiguration configuration, TaskHubs hubs) {
    GrpcPorts ports = configuration.grpc();
    var settings = new GrpcSettings(address(configuration), ports.ports(), ports.wanted(), true);
    try {
      return GrpcFront.open(hubs, settings);
    } catch (UncheckedIOException e) {
      throw new OperatorException("Expected to listen on the gRPC port " + ports.ports()
          + ", but that failed (" + e.getCause() + "); choose another with --grpc-port", e);
    }
  }

  /// Where gRPC listens. It has no authentication yet, so other machines must not reach it, even
  /// where HTTP lets them in.
  static InetAddress address(ServerConfiguration configuration) {
    InetAddress chosen = configuration.address();
    return chosen.isLoopbackAddress() ? chosen : InetAddress.getLoopbackAddress();
  }

  /// The addresses for people to read.
  static String describe(String host, List<Integer> ports) {
    return ports.isEmpty()
        ? "off"
        : ports.stream().map(port -> host + ":" + port).collect(Collectors.joining(", "));
  }
}
