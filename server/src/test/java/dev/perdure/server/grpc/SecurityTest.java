package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.protocol.SidecarMethods;
import dev.perdure.protocol.message.GetInstanceRequest;
import dev.perdure.protocol.message.GetInstanceResponse;
import dev.perdure.server.TestCertificate;
import dev.perdure.server.configuration.AccessOptions;
import dev.perdure.server.configuration.AccessOptions.Jwt;
import dev.perdure.server.configuration.Admission;
import dev.perdure.server.configuration.HttpOptions;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.http.TestTokens;
import dev.perdure.server.http.security.RoleCheck;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bearer tokens, certificates, hubs that somebody names, and the addresses that are listened on.
final class SecurityTest {
  /// The tokens that are good and open nothing.
  private static final Set<String> WITHOUT_ROLE = Set.of("no role", "another role");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @Test
  void everyMethodTakesTheTokensOfItsIssuerOverTlsAndNoOthers() throws Exception {
    TestTokens tokens = new TestTokens(directory);
    try (Sidecar sidecar = secured(tokens, Optional.of(TestCertificate.in(directory)))) {
      for (String method : methods()) {
        Role needed = AccessTest.needed(method);
        tokens.cases().forEach((name, opens) -> {
          Status.Code code = AccessTest.call(
              bearer(sidecar, tokens.token(name)), method, new byte[0]);
          if (opens.equals("functions") || WITHOUT_ROLE.contains(name)) {
            assertThat(code).as("%s with %s", method, name)
                .isEqualTo(Status.Code.PERMISSION_DENIED);
          } else if (opens.isEmpty()) {
            assertThat(code).as("%s with %s", method, name)
                .isEqualTo(Status.Code.UNAUTHENTICATED);
          } else {
            boolean allowed = Role.valueOf(opens.toUpperCase(java.util.Locale.ROOT))
                .covers(needed);
            assertThat(code == Status.Code.PERMISSION_DENIED).as("%s with %s", method, name)
                .isEqualTo(!allowed);
            assertThat(code).as("%s with %s", method, name)
                .isNotIn(Status.Code.UNAUTHENTICATED, Status.Code.UNAVAILABLE);
          }
        });
      }
    }
  }

  /// The server asks the issuer twice at most for as long as the test runs.
  @Test
  void aTokenIsNotRefusedWhileItsIssuerCannotBeReached() throws Exception {
    TestTokens tokens = new TestTokens(directory);
    Jwt options = tokens.options();
    Jwt unreachable = new Jwt(
        options.issuer(), options.audience(), "https://127.0.0.1:1/jwks", options.rolesClaim(),
        options.algorithms(), options.trust());
    var access = new AccessOptions(
        List.of(), Optional.of(unreachable), AccessOptions.Links.DEFAULTS);
    try (Sidecar sidecar = new Sidecar(true, new RoleCheck(access)::admission)) {
      for (int i = 0; i < 4; i++) {
        for (String method : List.of("Hello", "GetWorkItems")) {
          assertThat(
              AccessTest.call(bearer(sidecar, tokens.token("admin")), method, new byte[0]))
              .as("%s, call %s", method, i).isEqualTo(Status.Code.UNAVAILABLE);
        }
      }
      assertThat(AccessTest.call(bearer(sidecar, "no token"), "Hello", new byte[0]))
          .isEqualTo(Status.Code.UNAUTHENTICATED);
    }
  }

  @Test
  void whoDoesNotEncryptIsNotHeard() throws Exception {
    HttpOptions.Tls tls = TestCertificate.in(directory);
    try (Sidecar sidecar = new Sidecar(true, _ -> Optional.of(Admission.of(Role.ADMIN)),
        Optional.of(tls))) {
      ManagedChannel plain = sidecar.plain();
      assertThat(AccessTest.call(plain, "Hello", new byte[0]))
          .isEqualTo(Status.Code.UNAVAILABLE);
      plain.shutdownNow();
      sidecar.start("Order", "a");
      assertThat(sidecar.worker().next().hasOrchestratorRequest()).isTrue();
    }
  }

  @Test
  void aWorkerNeedsMoreThanAReadersToken() throws Exception {
    TestTokens tokens = new TestTokens(directory);
    try (Sidecar sidecar = secured(tokens, Optional.empty())) {
      FakeWorker worker = new FakeWorker(
          bearer(sidecar, tokens.token("operate")), FakeWorker.everything());
      Sidecar.call(
          bearer(sidecar, tokens.token("operate")), "StartInstance",
          dev.perdure.protocol.message.CreateInstanceRequest.newBuilder()
              .setName("Order").setInstanceId("a").build().toByteArray());
      var item = worker.next();
      byte[] answer = FakeWorker.response(item, FakeWorker.complete(0, "1")).build()
          .toByteArray();

      assertThat(
          AccessTest.call(
              bearer(sidecar, tokens.token("read")), "CompleteOrchestratorTask", answer))
          .isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(
          AccessTest.call(
              bearer(sidecar, tokens.token("operate")), "CompleteOrchestratorTask", answer))
          .isEqualTo(Status.Code.OK);
    }
  }

  @Test
  void aReaderMakesNoHubByNamingIt() {
    try (Sidecar sidecar = new Sidecar(
        true,
        secret -> Optional.of(
            Admission.of(secret.equals("reader") ? Role.READ : Role.OPERATE)))) {
      Channel reader = sidecar.channel(
          sidecar.channel("authorization", "Bearer reader"), "taskhub", "new-hub");
      byte[] request = GetInstanceRequest.newBuilder().setInstanceId("a").build().toByteArray();

      assertThat(AccessTest.call(reader, "GetInstance", request))
          .isEqualTo(Status.Code.NOT_FOUND);
      assertThat(AccessTest.call(sidecar.channel("new-hub"), "Hello", new byte[0]))
          .isEqualTo(Status.Code.OK);
      assertThat(AccessTest.call(reader, "GetInstance", request)).isEqualTo(Status.Code.OK);
    }
  }

  @Test
  void deletingAHubTakesItsInstancesAndEntitiesAndSendsItsWorkersAway() throws Exception {
    try (Sidecar sidecar = new Sidecar(true)) {
      Channel hub = sidecar.channel("new-hub");
      FakeWorker worker = new FakeWorker(hub, FakeWorker.everything());
      Sidecar.call(
          hub, "SignalEntity",
          dev.perdure.protocol.message.SignalEntityRequest.newBuilder()
              .setInstanceId("@counter@a").setName("add").build().toByteArray());
      assertThat(worker.next().hasEntityRequestV2()).isTrue();

      Sidecar.call(hub, "DeleteTaskHub", new byte[0]);

      assertThat(worker.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      FakeWorker next = new FakeWorker(hub, FakeWorker.everything());
      assertThat(next.quiet()).isTrue();
    }
  }

  @Test
  void bothFamiliesOfLoopbackAreListenedOn() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    assertBothFamilies("127.0.0.1", port);
  }

  @Test
  void bothFamiliesListenOnTheSamePortWhenAnyFreeOneIsTaken() throws Exception {
    for (InetAddress address : loopback()) {
      assertBothFamilies(address.getHostAddress(), 0);
    }
  }

  private static void assertBothFamilies(String listening, int port) throws Exception {
    var settings = new GrpcSettings(
        InetAddress.ofLiteral(listening), List.of(port), List.of(), Optional.empty(),
        _ -> Optional.of(Admission.of(Role.ADMIN)), true, 4 << 20);
    try (Sidecar hubs = new Sidecar(true);
        GrpcFront front = GrpcFront.open(hubs.directory(), settings)) {
      assertThat(front.ports()).hasSize(1).doesNotContain(0);
      for (InetAddress address : loopback()) {
        ManagedChannel channel = NettyChannelBuilder
            .forAddress(new java.net.InetSocketAddress(address, front.ports().get(0)))
            .usePlaintext().build();
        assertThat(
            GetInstanceResponse.parseFrom(
                Sidecar.call(channel, "GetInstance", new byte[0])).getExists())
            .as(address.toString()).isFalse();
        channel.shutdownNow();
      }
    }
  }

  /// The loopback addresses of this machine, which may know one family only.
  private static List<InetAddress> loopback() throws java.io.IOException {
    List<InetAddress> addresses = new ArrayList<>(List.of(InetAddress.ofLiteral("127.0.0.1")));
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      addresses.add(probe.getInetAddress());
    } catch (java.net.SocketException e) {
      assertThat(addresses).hasSize(1);
    }
    return addresses;
  }

  private static Sidecar secured(TestTokens tokens, Optional<HttpOptions.Tls> tls) {
    var access = new AccessOptions(
        List.of(), Optional.of(tokens.options()), AccessOptions.Links.DEFAULTS);
    return new Sidecar(true, new RoleCheck(access)::admission, tls);
  }

  private static Channel bearer(Sidecar sidecar, String token) {
    return sidecar.channel("authorization", "Bearer " + token);
  }

  private static List<String> methods() {
    List<String> methods = new ArrayList<>(SidecarMethods.UNARY);
    methods.addAll(SidecarMethods.STREAMING);
    assertThat(methods).hasSize(29);
    return methods;
  }
}
