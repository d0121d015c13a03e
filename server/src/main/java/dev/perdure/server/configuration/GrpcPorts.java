package dev.perdure.server.configuration;

import java.util.List;

/// The ports of the Durable Task protocol.
///
/// @param ports those that the server must get, 0 for any free one
/// @param wanted those that it takes if nobody else has them
public record GrpcPorts(List<Integer> ports, List<Integer> wanted) {

  /// Where the SDKs look for a sidecar.
  public static final int DEFAULT_PORT = 4001;

  /// Where the SDKs look for an emulator of Azure's scheduler.
  public static final int EMULATOR_PORT = 8080;

  /// No port.
  public static final GrpcPorts NONE = new GrpcPorts(List.of(), List.of());

  public GrpcPorts {
    ports = List.copyOf(ports);
    wanted = List.copyOf(wanted);
  }

  /// The ports on a developer's machine.
  public static GrpcPorts usual() {
    return new GrpcPorts(List.of(DEFAULT_PORT), List.of(EMULATOR_PORT));
  }

  /// The same without wanting a port, which somebody else shall have.
  public GrpcPorts unwanted(int port) {
    return new GrpcPorts(ports, wanted.stream().filter(it -> it != port).toList());
  }

  /// One port alone, 0 for any free one.
  public static GrpcPorts of(int port) {
    return new GrpcPorts(List.of(port), List.of());
  }
}
