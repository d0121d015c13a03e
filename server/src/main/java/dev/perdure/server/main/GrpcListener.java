package dev.perdure.server.main;

import dev.perdure.server.configuration.GrpcPorts;
import dev.perdure.server.configuration.OperatorException;
import dev.perdure.server.configuration.ServerConfiguration;
import dev.perdure.server.grpc.GrpcFront;
import dev.perdure.server.grpc.GrpcSettings;
import dev.perdure.server.http.security.RoleCheck;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Opens the gRPC front as the configuration says, and says where it is.
final class GrpcListener {
  private GrpcListener() {}

  /// @param examples the names of the example functions that the server runs itself
  static GrpcFront open(
      ServerConfiguration configuration, TaskHubs hubs, Set<String> examples) {
    GrpcPorts ports = configuration.grpc();
    var roles = new RoleCheck(configuration.http().access());
    var settings = new GrpcSettings(
        configuration.address(), ports.ports(), ports.wanted(), configuration.http().tls(),
        roles::admission, true, configuration.maxPayload(), examples);
    try {
      return GrpcFront.open(hubs, settings);
    } catch (UncheckedIOException e) {
      String where = ports.ports().stream().map(String::valueOf)
          .collect(Collectors.joining(", "));
      throw new OperatorException("Expected to listen on the gRPC port " + where + ", but "
          + (isInUse(e) ? "it is in use" : "that failed (" + e.getCause() + ")")
          + "; choose another with --grpc-port", e);
    }
  }

  /// The transport says so in an exception of its own, below that of the listener.
  private static boolean isInUse(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).contains("Address already in use")) {
        return true;
      }
    }
    return false;
  }

  /// The addresses for people to read.
  static String describe(String host, List<Integer> ports) {
    return ports.isEmpty()
        ? "off"
        : ports.stream().map(port -> host + ":" + port).collect(Collectors.joining(", "));
  }
}
