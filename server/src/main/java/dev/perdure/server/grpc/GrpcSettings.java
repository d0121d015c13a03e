package dev.perdure.server.grpc;

import java.net.InetAddress;
import java.util.List;

/// How the gRPC front listens.
///
/// @param address the address to listen on; on a loopback address both families are listened on
/// @param ports the ports that it must get, 0 for any free one
/// @param wantedPorts the ports that it takes if nobody else has them
/// @param resetAllowed whether clients may empty a whole task hub
public record GrpcSettings(
    InetAddress address, List<Integer> ports, List<Integer> wantedPorts, boolean resetAllowed) {
  public GrpcSettings {
    ports = List.copyOf(ports);
    wantedPorts = List.copyOf(wantedPorts);
  }
}
