package dev.perdure.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.protocol.SidecarMethods;
import dev.perdure.protocol.message.CreateInstanceRequest;
import dev.perdure.protocol.message.GetInstanceRequest;
import dev.perdure.protocol.message.GetInstanceResponse;
import dev.perdure.protocol.message.OrchestrationState;
import dev.perdure.protocol.message.OrchestrationStatus;
import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.TaskHub;
import dev.perdure.runtime.env.Env;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.server.configuration.Admission;
import dev.perdure.server.configuration.HttpOptions;
import dev.perdure.server.configuration.Role;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.grpc.stub.MetadataUtils;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLException;

/// The gRPC front over hubs in memory, and a client that speaks the bare protocol.
final class Sidecar implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Map<String, EmbeddedHub> hubs = new ConcurrentHashMap<>();
  private final MemoryStore.Disk disk = new MemoryStore.Disk();
  private final boolean resetAllowed;
  private final Function<String, Optional<Admission>> admissions;
  private final Optional<HttpOptions.Tls> tls;
  private final Env env;
  private GrpcFront front;
  private final ManagedChannel channel;
  private final List<FakeWorker> workers = new ArrayList<>();

  Sidecar(boolean resetAllowed) {
    this(resetAllowed, _ -> Optional.of(Admission.of(Role.ADMIN)));
  }

  Sidecar(boolean resetAllowed, Function<String, Optional<Admission>> admissions) {
    this(resetAllowed, admissions, Optional.empty());
  }

  /// @param tls the certificate to listen with; clients do not look at whom it names
  Sidecar(
      boolean resetAllowed, Function<String, Optional<Admission>> admissions,
      Optional<HttpOptions.Tls> tls) {
    this(resetAllowed, admissions, tls, new SystemEnv());
  }

  /// @param env the world of the front; the hubs are in the real one
  Sidecar(
      boolean resetAllowed, Function<String, Optional<Admission>> admissions,
      Optional<HttpOptions.Tls> tls, Env env) {
    this.env = env;
    this.tls = tls;
    hubs.put("", open(disk));
    hubs.put("other", open(new MemoryStore.Disk()));
    this.resetAllowed = resetAllowed;
    this.admissions = admissions;
    front = openFront(0);
    channel = tls.isPresent() ? encrypted() : plain();
  }

  /// A new channel without TLS.
  ManagedChannel plain() {
    return NettyChannelBuilder.forAddress("127.0.0.1", front.ports().get(0))
        .usePlaintext().build();
  }

  private ManagedChannel encrypted() {
    try {
      return NettyChannelBuilder.forAddress("127.0.0.1", front.ports().get(0))
          .sslContext(
              GrpcSslContexts.forClient()
                  .trustManager(InsecureTrustManagerFactory.INSTANCE).build())
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  TaskHub hub() {
    return hub("").orElseThrow();
  }

  HubDirectory directory() {
    return new Hubs();
  }

  /// Ends all connections, and listens again.
  void restartFront() {
    int port = front.ports().get(0);
    front.close();
    front = openFront(port);
  }

  /// Ends everything, and opens the hub again from what it has stored.
  void restart() {
    int port = front.ports().get(0);
    front.close();
    EmbeddedHub last = hubs.remove("");
    if (last != null) {
      last.close();
    }
    hubs.put("", open(disk));
    front = openFront(port);
  }

  GrpcFront front() {
    return front;
  }

  Channel channel() {
    return channel;
  }

  /// The channel of a client that names a hub.
  Channel channel(String hub) {
    return channel("taskhub", hub);
  }

  /// The channel of a client that sends a header.
  Channel channel(String header, String value) {
    return channel(channel, header, value);
  }

  /// The channel of a client that sends one more header.
  Channel channel(Channel channel, String header, String value) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER), value);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /// Calls a method.
  byte[] call(String method, Message request) {
    return call(channel, method, request.toByteArray());
  }

  /// Calls a method with any bytes.
  static byte[] call(Channel channel, String method, byte[] request) {
    return io.grpc.stub.ClientCalls.blockingUnaryCall(
        channel, SidecarMethods.named(method),
        CallOptions.DEFAULT.withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS), request);
  }

  /// Starts an orchestration.
  void start(String name, String id) {
    call(
        "StartInstance",
        CreateInstanceRequest.newBuilder().setName(name).setInstanceId(id)
            .setInput(StringValue.of("\"in\"")).build());
  }

  OrchestrationState state(String id) throws InvalidProtocolBufferException {
    return get("GetInstance", id).getOrchestrationState();
  }

  OrchestrationState end(String id) throws InvalidProtocolBufferException {
    return get("WaitForInstanceCompletion", id).getOrchestrationState();
  }

  OrchestrationStatus status(String id) throws InvalidProtocolBufferException {
    return state(id).getOrchestrationStatus();
  }

  GetInstanceResponse get(String method, String id) throws InvalidProtocolBufferException {
    return GetInstanceResponse.parseFrom(
        call(
            method,
            GetInstanceRequest.newBuilder().setInstanceId(id).setGetInputsAndOutputs(true)
                .build()));
  }

  /// A worker that takes everything.
  FakeWorker worker() {
    return worker(FakeWorker.everything());
  }

  FakeWorker worker(dev.perdure.protocol.message.GetWorkItemsRequest request) {
    FakeWorker worker = new FakeWorker(channel, request);
    workers.add(worker);
    return worker;
  }

  @Override
  public void close() {
    workers.forEach(FakeWorker::leave);
    channel.shutdownNow();
    front.close();
    hubs.values().forEach(EmbeddedHub::close);
  }

  private Optional<TaskHub> hub(String name) {
    return Optional.ofNullable(hubs.get(name)).map(EmbeddedHub::taskHub);
  }

  /// The hubs of the test; those named `new-…` are made when somebody may.
  private final class Hubs implements HubDirectory {
    @Override
    public Optional<TaskHub> find(String name) {
      return hub(name);
    }

    @Override
    public Optional<TaskHub> make(String name) {
      if (name.startsWith("new-")) {
        EmbeddedHub _ = hubs.computeIfAbsent(name, _ -> open(new MemoryStore.Disk()));
      }
      return hub(name);
    }

    @Override
    public boolean remove(String name) {
      EmbeddedHub hub = name.isEmpty() ? null : hubs.remove(name);
      if (hub != null) {
        hub.close();
      }
      return !name.isEmpty();
    }
  }

  private GrpcFront openFront(int port) {
    return GrpcFront.open(
        new Hubs(),
        new GrpcSettings(
            InetAddress.getLoopbackAddress(), List.of(port), List.of(), tls, admissions,
            resetAllowed, HubOptions.defaults().maxPayloadBytes()),
        env);
  }

  private static EmbeddedHub open(MemoryStore.Disk disk) {
    return EmbeddedHub.open(MemoryStore.open(disk), HubOptions.defaults());
  }
}
