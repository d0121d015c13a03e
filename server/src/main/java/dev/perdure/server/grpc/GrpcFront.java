package dev.perdure.server.grpc;

import dev.perdure.runtime.env.SystemEnv;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The gRPC front while it listens.
public final class GrpcFront implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GrpcFront.class);

  /// The largest message that is taken. SDKs cut answers at less than 4 MB where they can, but an
  /// answer with a single large action cannot be cut.
  private static final int MAX_MESSAGE_BYTES = 128 << 20;

  private static final int MAX_METADATA_BYTES = 16 << 10;
  private static final int KEEP_ALIVE_SECONDS = 30;
  private static final int CLIENT_KEEP_ALIVE_SECONDS = 10;
  private static final int SHUTDOWN_SECONDS = 2;

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final WorkStreams streams;
  private final CallThreads threads;
  private final List<Server> servers = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();

  private GrpcFront(HubDirectory hubs, GrpcSettings settings) {
    CompletionTokens tokens = new CompletionTokens();
    streams = new WorkStreams(tokens, new SystemEnv());
    Door door = new Door(hubs, settings.roles());
    threads = new CallThreads(door, executor);
    ServerServiceDefinition service = new SidecarService(
        door, tokens, streams, executor, settings.resetAllowed())
        .definition();
    for (int port : settings.ports()) {
      listen(settings, port, service);
    }
    for (int port : settings.wantedPorts()) {
      try {
        listen(settings, port, service);
      } catch (UncheckedIOException e) {
        log.warn("Port {} is in use, so SDKs that look there by default do not find this server",
            port);
      }
    }
  }

  /// Begins to listen.
  ///
  /// @throws UncheckedIOException if a port that it must get is in use
  public static GrpcFront open(HubDirectory hubs, GrpcSettings settings) {
    return new GrpcFront(hubs, settings);
  }

  /// The ports that it listens on.
  public List<Integer> ports() {
    return List.copyOf(ports);
  }

  /// Stops: workers may finish what they hold, for a moment, and are sent away.
  @Override
  public void close() {
    streams.close();
    for (Server server : servers) {
      server.shutdown();
    }
    try {
      for (Server server : servers) {
        if (!server.awaitTermination(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
          server.shutdownNow();
          boolean _ = server.awaitTermination(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        }
      }
    } catch (InterruptedException e) {
      servers.forEach(Server::shutdownNow);
      Thread.currentThread().interrupt();
    }
    executor.shutdown();
  }

  private void listen(GrpcSettings settings, int port, ServerServiceDefinition service) {
    InetAddress address = settings.address();
    NettyServerBuilder builder = NettyServerBuilder
        .forAddress(new InetSocketAddress(address, port))
        .addService(service)
        .directExecutor()
        .callExecutor(threads)
        .addTransportFilter(new CallerConnection.Filter())
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .maxInboundMetadataSize(MAX_METADATA_BYTES)
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveTime(CLIENT_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
    settings.tls().ifPresent(
        tls -> builder.useTransportSecurity(tls.certificate().toFile(), tls.key().toFile()));
    if (address.isLoopbackAddress() && port != 0) {
      otherLoopback(address).ifPresent(
          other -> builder.addListenAddress(new InetSocketAddress(other, port)));
    }
    try {
      Server server = builder.build().start();
      servers.add(server);
      ports.add(server.getPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Some SDKs look for localhost at one family first, others at the other.
  private static Optional<InetAddress> otherLoopback(InetAddress address) {
    try {
      InetAddress other = InetAddress.getByName(
          address.getAddress().length == 4 ? "::1" : "127.0.0.1");
      try (ServerSocket probe = new ServerSocket(0, 1, other)) {
        return probe.isBound() ? Optional.of(other) : Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty(); // This machine has only one of the two.
    }
  }
}
