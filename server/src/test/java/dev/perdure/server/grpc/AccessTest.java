package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.protocol.SidecarMethods;
import dev.perdure.protocol.message.PurgeInstanceFilter;
import dev.perdure.protocol.message.PurgeInstancesRequest;
import dev.perdure.server.configuration.AccessOptions;
import dev.perdure.server.configuration.AccessOptions.Grant;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.configuration.SaltedHash;
import dev.perdure.server.http.security.RoleCheck;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Every method with every credential.
final class AccessTest {
  private static final Set<String> READING = Set.of(
      "Hello", "GetInstance", "WaitForInstanceStart", "WaitForInstanceCompletion",
      "QueryInstances", "ListInstanceIds", "GetEntity", "QueryEntities", "StreamInstanceHistory");
  private static final Set<String> OF_MANY = Set.of(
      "CreateTaskHub", "DeleteTaskHub", "CleanEntityStorage",
      "SkipGracefulOrchestrationTerminations");

  private final Sidecar sidecar = new Sidecar(
      true,
      new RoleCheck(
          new AccessOptions(
              List.of(
                  key("reader", new Grant.Management(Role.READ)),
                  key("operator", new Grant.Management(Role.OPERATE)),
                  key("administrator", new Grant.Management(Role.ADMIN)),
                  key("function", new Grant.Functions(Optional.empty()))),
              Optional.empty(), AccessOptions.Links.DEFAULTS))::admission);

  @AfterEach
  void close() {
    sidecar.close();
  }

  @Test
  void everyMethodDemandsItsRole() {
    List<String> methods = new ArrayList<>(SidecarMethods.UNARY);
    methods.addAll(SidecarMethods.STREAMING);
    Map<String, Role> credentials = Map.of(
        "reader", Role.READ, "operator", Role.OPERATE, "administrator", Role.ADMIN);
    for (String method : methods) {
      Role needed = needed(method);
      assertThat(call(sidecar.channel(), method)).as(method)
          .isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(call(bearer("function"), method)).as(method)
          .isEqualTo(Status.Code.PERMISSION_DENIED);
      for (String stranger : List.of("stranger", "")) {
        assertThat(call(bearer(stranger), method)).as("%s %s", method, stranger)
            .isEqualTo(Status.Code.UNAUTHENTICATED);
      }
      credentials.forEach((credential, role) -> {
        Status.Code code = call(bearer(credential), method);
        assertThat(code == Status.Code.PERMISSION_DENIED).as("%s %s", method, credential)
            .isEqualTo(!role.covers(needed));
        assertThat(code).isNotEqualTo(Status.Code.UNAUTHENTICATED);
      });
    }
  }

  @Test
  void aKeyMayComeAsFunctionsSendIt() {
    assertThat(call(sidecar.channel("x-functions-key", "reader"), "Hello"))
        .isEqualTo(Status.Code.OK);
  }

  @Test
  void purgingManyDemandsAnAdministrator() {
    byte[] request = PurgeInstancesRequest.newBuilder()
        .setPurgeInstanceFilter(PurgeInstanceFilter.getDefaultInstance()).build().toByteArray();

    assertThat(call(bearer("operator"), "PurgeInstances", request))
        .isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(call(bearer("administrator"), "PurgeInstances", request))
        .isEqualTo(Status.Code.OK);
  }

  /// What a method demands.
  static Role needed(String method) {
    if (READING.contains(method)) {
      return Role.READ;
    }
    return OF_MANY.contains(method) ? Role.ADMIN : Role.OPERATE;
  }

  private Channel bearer(String secret) {
    return sidecar.channel("authorization", "Bearer " + secret);
  }

  private static Status.Code call(Channel channel, String method) {
    return call(channel, method, new byte[0]);
  }

  /// What the call ends with, or OK if a stream begins.
  static Status.Code call(Channel channel, String method, byte[] request) {
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
    try {
      if (SidecarMethods.STREAMING.contains(method)) {
        var messages = io.grpc.stub.ClientCalls.blockingServerStreamingCall(
            channel, SidecarMethods.named(method), options, request);
        boolean _ = messages.hasNext();
      } else {
        Sidecar.call(channel, method, request);
      }
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  private static AccessOptions.Key key(String secret, Grant grant) {
    return new AccessOptions.Key(secret, grant, SaltedHash.of(secret));
  }
}
