package dev.perdure.server.grpc;

import dev.perdure.protocol.SidecarMethods;
import dev.perdure.runtime.env.Env;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.server.answer.AnswerRoom;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The gRPC front while it listens.
public final class GrpcFront implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GrpcFront.class);

  /// The largest message that is taken. SDKs cut answers at less than 4 MB where they can, but an
  /// answer with a single large action cannot be cut.
  static final int MAX_MESSAGE_BYTES = SidecarMethods.LARGEST_MESSAGE;

  private static final int MAX_METADATA_BYTES = 16 << 10;

  /// Workers and clients may share a connection for thousands of waits. Clients keep more calls
  /// back until others have ended.
  private static final int MAX_CALLS = 20_000;

  private static final int KEEP_ALIVE_SECONDS = 30;
  private static final int CLIENT_KEEP_ALIVE_SECONDS = 10;
  private static final int SHUTDOWN_SECONDS = 2;

  /// How often another port is tried when any free one is wanted.
  private static final int ATTEMPTS = 20;

  /// The calls of which more may wait to be taken than a status should wait for.
  private static final Set<String> RESETTABLE = Stream
      .concat(LargeAnswers.METHODS.stream(), SidecarMethods.STREAMING.stream())
      .collect(Collectors.toUnmodifiableSet());

  private final SidecarService service;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final WorkStreams streams;
  private final Waits waits;
  private final HistoryCalls histories;
  private final CallThreads threads;
  private final List<Server> servers = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();

  private GrpcFront(HubDirectory hubs, GrpcSettings settings, Env env, AnswerRoom room) {
    CompletionTokens tokens = new CompletionTokens();
    streams = new WorkStreams(tokens, env);
    waits = new Waits(env);
    histories = new HistoryCalls(env);
    Door door = new Door(hubs, settings.admissions(), env);
    threads = new CallThreads(door, executor);
    service = new SidecarService(
        door, tokens, streams, waits, histories, new LargeAnswers(room, env, executor),
        settings);
    ServerServiceDefinition definition = service.definition();
    for (int port : settings.ports()) {
      listen(settings, port, definition);
    }
    for (int port : settings.wantedPorts()) {
      try {
        listen(settings, port, definition);
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
    return open(hubs, settings, new SystemEnv());
  }

  /// Begins to listen in a world with the given clock.
  static GrpcFront open(HubDirectory hubs, GrpcSettings settings, Env env) {
    return open(hubs, settings, env, AnswerRoom.ofHeap(settings.maxPayload()));
  }

  /// Begins to listen, and keeps large answers in the given room.
  static GrpcFront open(HubDirectory hubs, GrpcSettings settings, Env env, AnswerRoom room) {
    return new GrpcFront(hubs, settings, env, room);
  }

  /// The ports that it listens on.
  public List<Integer> ports() {
    return List.copyOf(ports);
  }

  /// Begins to stop: what would change something is refused from now on, but for what workers say
  /// of the work that they hold.
  public void refuseChanges() {
    service.refuseChanges();
  }

  /// Stops without any time for workers to finish what they hold.
  @Override
  public void close() {
    close(Duration.ZERO);
  }

  /// Stops: whoever waits is sent away at once, and workers when they have finished what they hold.
  /// When they are gone, what else is under way gets two seconds, and after that two more to be
  /// broken off.
  ///
  /// @param limit the longest time that workers have
  public void close(Duration limit) {
    refuseChanges();
    waits.close();
    histories.close();
    streams.close(limit);
    servers.forEach(Server::shutdown);
    try {
      if (!terminated()) {
        servers.forEach(Server::shutdownNow);
        boolean _ = terminated();
      }
    } catch (InterruptedException e) {
      servers.forEach(Server::shutdownNow);
      Thread.currentThread().interrupt();
    }
    executor.shutdown();
  }

  private boolean terminated() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SHUTDOWN_SECONDS);
    boolean all = true;
    for (Server server : servers) {
      all &= server.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
    return all;
  }

  private void listen(GrpcSettings settings, int port, ServerServiceDefinition service) {
    Optional<InetAddress> other = settings.address().isLoopbackAddress()
        ? otherLoopback(settings.address())
        : Optional.empty();
    if (port != 0 || other.isEmpty()) {
      listen(settings, port, other, service);
      return;
    }
    // A port that is free at one address may be in use at the other.
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        listen(settings, freePort(settings.address()), other, service);
        return;
      } catch (UncheckedIOException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static int freePort(InetAddress address) {
    try (ServerSocket probe = new ServerSocket(0, 1, address)) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listen(
      GrpcSettings settings, int port, Optional<InetAddress> other,
      ServerServiceDefinition service) {
    NettyServerBuilder builder = NettyServerBuilder
        .forAddress(new InetSocketAddress(settings.address(), port))
        .addService(service)
        .directExecutor()
        .callExecutor(threads)
        .addTransportFilter(new CallerConnection.Filter())
        .addStreamTracerFactory(new ResettableCalls(RESETTABLE))
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .maxInboundMetadataSize(MAX_METADATA_BYTES)
        .maxConcurrentCallsPerConnection(MAX_CALLS)
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveTime(CLIENT_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
    settings.tls().ifPresent(
        tls -> builder.useTransportSecurity(tls.certificate().toFile(), tls.key().toFile()));
    other.ifPresent(it -> builder.addListenAddress(new InetSocketAddress(it, port)));
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
