package dev.perdure.server.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.perdure.protocol.SidecarMethods;
import dev.perdure.protocol.message.CreateInstanceRequest;
import dev.perdure.protocol.message.GetInstanceRequest;
import dev.perdure.protocol.message.GetInstanceResponse;
import dev.perdure.protocol.message.GetWorkItemsRequest;
import dev.perdure.protocol.message.WorkItemFilters;
import dev.perdure.server.configuration.FunctionSource;
import dev.perdure.server.configuration.GrpcPorts;
import dev.perdure.server.configuration.HttpOptions;
import dev.perdure.server.configuration.OperatorException;
import dev.perdure.server.configuration.ServerConfiguration;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// The gRPC front of the whole program: its ports, and the task hubs behind it.
final class GrpcServerTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @Test
  void hubsAreKeptApartAndFoundAgainAfterARestart() throws Exception {
    try (var server = RunningServer.open(kept()).start()) {
      start(server, "Orders", "a");
      assertThat(exists(server, "orders", "a")).isTrue();
      assertThat(exists(server, "default", "a")).isFalse();
      start(server, "TestHubName", "b");
    }

    try (var server = RunningServer.open(kept()).start()) {
      assertThat(exists(server, "ORDERS", "a")).isTrue();
      assertThat(exists(server, "default", "b")).isTrue();
    }
  }

  @Test
  void aHubThatIsDeletedIsGoneFromTheDiskUntilSomebodyNamesItAgain() throws Exception {
    try (var server = RunningServer.open(kept()).start()) {
      start(server, "Orders", "a");
      assertThat(directory.resolve("hubs").resolve("orders")).exists();

      call(server, "Orders", "DeleteTaskHub", new byte[0]);

      assertThat(directory.resolve("hubs").resolve("orders")).doesNotExist();
      assertThat(exists(server, "Orders", "a")).isFalse();
      start(server, "", "b");
      call(server, "", "DeleteTaskHub", new byte[0]);
      assertThat(exists(server, "", "b")).isFalse();
    }
  }

  @Test
  void theBannerSaysWhereItListens() {
    try (var server = RunningServer.open(kept()).start()) {
      assertThat(server.grpcPorts()).hasSize(1);
      assertThat(Banner.of(kept(), server))
          .contains("gRPC       localhost:" + server.grpcPorts().get(0));
    }
  }

  @Test
  void aPortThatItMustHaveIsNamedAndOneThatItWantsIsDoneWithout() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> RunningServer.open(configuration(GrpcPorts.of(port))))
          .isInstanceOf(OperatorException.class).hasMessageContaining("--grpc-port")
          .hasMessageContaining("it is in use")
          .hasMessageContaining(Integer.toString(port));

      var wanted = configuration(new GrpcPorts(List.of(0), List.of(port)));
      try (var server = RunningServer.open(wanted).start()) {
        assertThat(server.grpcPorts()).hasSize(1).doesNotContain(port);
      }
    }
  }

  @Test
  void aHubThatAnSdkMadeIsReachedOverHttpAndNoneIsMadeThere() throws Exception {
    try (var server = RunningServer.open(kept()).start(); var client = HttpClient.newHttpClient()) {
      assertThat(status(client, server, "mine", "orders")).isEqualTo(404);
      start(server, "orders", "mine");

      assertThat(status(client, server, "mine", "orders")).isEqualTo(202);
      assertThat(status(client, server, "mine", "TestHubName")).isEqualTo(404);
      assertThat(status(client, server, "mine", "other")).isEqualTo(404);
      assertThat(directory.resolve("hubs/other")).doesNotExist();
    }
  }

  @Test
  void aWorkerForEverythingIsWarnedOfBesideTheExamples() throws Exception {
    var logger = (Logger) LoggerFactory.getLogger("dev.perdure.server.grpc.Examples");
    var logged = new ListAppender<ILoggingEvent>();
    logged.start();
    logger.addAppender(logged);
    GetWorkItemsRequest everything = GetWorkItemsRequest.getDefaultInstance();
    GetWorkItemsRequest listed = GetWorkItemsRequest.newBuilder()
        .setWorkItemFilters(WorkItemFilters.getDefaultInstance()).build();
    var without = new ServerConfiguration(
        Optional.empty(), InetAddress.getLoopbackAddress(), 0, Optional.empty(),
        ServerConfiguration.DEFAULT_MAX_PAYLOAD, HttpOptions.DEFAULTS, GrpcPorts.of(0),
        new FunctionSource.None());
    try (var server = RunningServer.open(kept()).start();
        var bare = RunningServer.open(without).start()) {
      connect(bare, "", everything);
      connect(server, "orders", everything);
      connect(server, "", listed);
      assertThat(logged.list).isEmpty();

      connect(server, "", everything);
      connect(server, "default", everything);

      assertThat(logged.list).hasSize(2).allSatisfy(it -> assertThat(it.getFormattedMessage())
          .contains("--no-examples", "Chaining", "counter"));
    } finally {
      logger.detachAppender(logged);
    }
  }

  /// Connects a worker, which leaves when it has got the first message.
  private static void connect(RunningServer server, String hub, GetWorkItemsRequest request)
      throws InterruptedException {
    using(server, hub, channel -> ClientCalls.blockingServerStreamingCall(
        channel, SidecarMethods.named("GetWorkItems"), within(), request.toByteArray()).next());
  }

  private static int status(HttpClient client, RunningServer server, String id, String hub)
      throws Exception {
    URI address = URI.create("http://localhost:" + server.port()
        + "/runtime/webhooks/durabletask/instances/" + id + "?taskHub=" + hub);
    return client.send(HttpRequest.newBuilder(address).build(),
        HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private ServerConfiguration kept() {
    return configuration(GrpcPorts.of(0));
  }

  private ServerConfiguration configuration(GrpcPorts ports) {
    return new ServerConfiguration(
        Optional.of(directory), InetAddress.getLoopbackAddress(), 0, Optional.empty(),
        ServerConfiguration.DEFAULT_MAX_PAYLOAD, HttpOptions.DEFAULTS, ports);
  }

  private static void start(RunningServer server, String hub, String id) throws Exception {
    call(
        server, hub, "StartInstance",
        CreateInstanceRequest.newBuilder().setName("Unknown").setInstanceId(id).build()
            .toByteArray());
  }

  private static boolean exists(RunningServer server, String hub, String id) throws Exception {
    byte[] request = GetInstanceRequest.newBuilder().setInstanceId(id).build().toByteArray();
    return GetInstanceResponse.parseFrom(call(server, hub, "GetInstance", request)).getExists();
  }

  private static byte[] call(RunningServer server, String hub, String method, byte[] request)
      throws InterruptedException {
    return using(server, hub, channel -> ClientCalls.blockingUnaryCall(
        channel, SidecarMethods.named(method), within(), request));
  }

  private static CallOptions within() {
    return CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  private static byte[] using(
      RunningServer server, String hub, Function<Channel, byte[]> use)
      throws InterruptedException {
    ManagedChannel channel = NettyChannelBuilder
        .forAddress("127.0.0.1", server.grpcPorts().get(0)).usePlaintext().build();
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("taskhub", Metadata.ASCII_STRING_MARSHALLER), hub);
    Channel named = ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    try {
      return use.apply(named);
    } finally {
      channel.shutdownNow();
      assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
