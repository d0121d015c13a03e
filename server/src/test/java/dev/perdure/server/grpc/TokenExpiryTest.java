package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import dev.perdure.protocol.SidecarMethods;
import dev.perdure.protocol.message.CreateInstanceRequest;
import dev.perdure.protocol.message.GetInstanceRequest;
import dev.perdure.server.configuration.AccessOptions;
import dev.perdure.server.configuration.AccessOptions.Grant;
import dev.perdure.server.configuration.Role;
import dev.perdure.server.configuration.SaltedHash;
import dev.perdure.server.http.TestTokens;
import dev.perdure.server.http.security.RoleCheck;
import dev.perdure.testing.VirtualEnv;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was opened with a bearer token ends when the token does. The tokens are those of an issuer,
/// good for five minutes and the minute by which clocks may differ; the front's clock is moved.
final class TokenExpiryTest {
  private static final Duration STILL_GOOD = Duration.ofSeconds(350);

  /// A minute later, since the tokens are made after the clock was read.
  private static final Duration OVER = Duration.ofMinutes(7);

  private final Instant now = Instant.now();

  private final VirtualEnv world = new VirtualEnv(now);
  private TestTokens tokens;
  private Sidecar sidecar;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    tokens = new TestTokens(directory);
    var key = new AccessOptions.Key(
        "key", new Grant.Management(Role.OPERATE), SaltedHash.of("key"));
    var access = new AccessOptions(
        List.of(key), Optional.of(tokens.options()), AccessOptions.Links.DEFAULTS);
    sidecar = new Sidecar(true, new RoleCheck(access)::admission, Optional.empty(), world);
  }

  @AfterEach
  void close() {
    sidecar.close();
  }

  private Channel with(String secret) {
    return sidecar.channel("authorization", "Bearer " + secret);
  }

  private void start() {
    Sidecar.call(
        with("key"), "StartInstance",
        CreateInstanceRequest.newBuilder().setName("Order").setInstanceId("a").build()
            .toByteArray());
  }

  private ListenableFuture<byte[]> await(String secret) {
    return ClientCalls.futureUnaryCall(
        with(secret).newCall(
            SidecarMethods.named("WaitForInstanceCompletion"), CallOptions.DEFAULT),
        GetInstanceRequest.newBuilder().setInstanceId("a").build().toByteArray());
  }

  @Test
  void aWorkersStreamEndsWithItsTokenAndWhatItHeldGoesToAnother() throws Exception {
    FakeWorker worker = new FakeWorker(
        with(tokens.token("operate")), FakeWorker.everything());
    start();
    assertThat(worker.next().getOrchestratorRequest().getInstanceId()).isEqualTo("a");
    FakeWorker other = new FakeWorker(with("key"), FakeWorker.everything());

    world.moveTo(now.plus(STILL_GOOD));
    assertThat(other.quiet()).isTrue();
    assertThat(worker.ended()).isFalse();
    world.moveTo(now.plus(OVER));

    assertThat(worker.end().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(other.next().getOrchestratorRequest().getInstanceId()).isEqualTo("a");
    assertThat(other.ended()).isFalse();
  }

  @Test
  void aWaitEndsWithItsTokenAndIsForgotten() throws Exception {
    start();
    ListenableFuture<byte[]> expires = await(tokens.token("read"));
    ListenableFuture<byte[]> stays = await("key");
    awaitWaiting(2);

    world.moveTo(now.plus(OVER));

    assertThat(expires).failsWithin(Sidecar.PATIENCE).withThrowableOfType(ExecutionException.class)
        .satisfies(
            it -> assertThat(Status.fromThrowable(it).getCode())
                .isEqualTo(Status.Code.UNAUTHENTICATED));
    awaitWaiting(1);
    assertThat(stays.isDone()).isFalse();
  }

  @Test
  void aWaitThatIsAnsweredInTimeIsAnswered() throws Exception {
    start();
    ListenableFuture<byte[]> wait = await(tokens.token("read"));
    awaitWaiting(1);

    sidecar.hub().terminate("a", null, false);

    assertThat(wait.get(Sidecar.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotEmpty();
  }

  private void awaitWaiting(int callers) throws InterruptedException {
    long end = System.nanoTime() + Sidecar.PATIENCE.toNanos();
    while (sidecar.hub().waiting() != callers && System.nanoTime() - end < 0) {
      Thread.sleep(5);
    }
    assertThat(sidecar.hub().waiting()).isEqualTo(callers);
  }
}
