package dev.perdure.server.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.protocol.SidecarMethods;
import dev.perdure.protocol.message.CreateInstanceRequest;
import dev.perdure.protocol.message.GetInstanceRequest;
import dev.perdure.protocol.message.GetInstanceResponse;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    ManagedChannel channel = NettyChannelBuilder
        .forAddress("127.0.0.1", server.grpcPorts().get(0)).usePlaintext().build();
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("taskhub", Metadata.ASCII_STRING_MARSHALLER), hub);
    Channel named = ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    try {
      return ClientCalls.blockingUnaryCall(
          named, SidecarMethods.named(method),
          CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS), request);
    } finally {
      channel.shutdownNow();
      assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
