package dev.perdure.server.grpc;

import dev.perdure.server.configuration.Admission;
import dev.perdure.server.configuration.HttpOptions.Tls;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// How the gRPC front listens, and whom it lets in.
///
/// @param address the address to listen on; on a loopback address both families are listened on
/// @param ports the ports that it must get, 0 for any free one
/// @param wantedPorts the ports that it takes if nobody else has them
/// @param tls the certificate to listen with, absent for plain text
/// @param admissions what a key or a bearer token opens; it is asked with the empty text if none is
///     shown
/// @param resetAllowed whether administrators may empty a whole task hub
/// @param maxPayload the most bytes of a payload
/// @param examples the names of the example functions that the server runs itself
public record GrpcSettings(
    InetAddress address,
    List<Integer> ports,
    List<Integer> wantedPorts,
    Optional<Tls> tls,
    Function<String, Optional<Admission>> admissions,
    boolean resetAllowed,
    int maxPayload,
    Set<String> examples) {
  public GrpcSettings {
    ports = List.copyOf(ports);
    wantedPorts = List.copyOf(wantedPorts);
    examples = Set.copyOf(examples);
  }

  /// Settings of a server without examples.
  public GrpcSettings(
      InetAddress address, List<Integer> ports, List<Integer> wantedPorts, Optional<Tls> tls,
      Function<String, Optional<Admission>> admissions, boolean resetAllowed, int maxPayload) {
    this(address, ports, wantedPorts, tls, admissions, resetAllowed, maxPayload, Set.of());
  }
}
