package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.work.WorkerOffer;
import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.runtime.work.WorkFilter;
import dev.perdure.server.configuration.Role;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A worker that reads nothing loses its stream and what it holds, and harms nobody else.
final class StalledStreamTest {
  private final Sidecar sidecar = new Sidecar(true);

  @AfterEach
  void close() {
    sidecar.close();
  }

  @Test
  void theWorkOfAWorkerThatDoesNotReadGoesToAnother() throws Exception {
    Call call = new Call();
    WorkStream stream = open(call);
    sidecar.start("Order", "a");
    FakeWorker other = sidecar.worker();
    assertThat(other.quiet()).as("the first worker has the turn").isTrue();

    stream.tick(System.nanoTime() + WorkStream.STALLED_AFTER.toNanos() - 5_000_000_000L);
    assertThat(call.status).isNull();
    stream.tick(System.nanoTime() + WorkStream.STALLED_AFTER.toNanos() + 1_000_000L);

    assertThat(Status.fromThrowable(call.status).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(call.sent).isEmpty();
    assertThat(other.next().getOrchestratorRequest().getInstanceId()).isEqualTo("a");
  }

  @Test
  void aSilentStreamGetsAPing() {
    Call call = new Call();
    WorkStream stream = open(call);
    call.ready = true;

    stream.tick(System.nanoTime() + Duration.ofSeconds(10).toNanos());
    assertThat(call.sent).isEmpty();
    stream.tick(System.nanoTime() + WorkStream.PING_AFTER.toNanos() + 1_000_000L);

    assertThat(call.sent).hasSize(1);
  }

  private WorkStream open(Call call) {
    Caller caller = new Caller(sidecar.hub(), "", Role.ADMIN, "", "", new CallerConnection());
    WorkStream stream = new WorkStream(
        99, caller, new ItemEncoder(new CompletionTokens(), 1 << 20, 1 << 20, Naming.TOKENS), call,
        new SystemEnv());
    stream.subscribed(
        sidecar.hub().work().subscribe(
            new WorkerOffer(Set.of(), Set.of(), 1, 1), WorkFilter.ANYTHING, stream));
    return stream;
  }

  /// A call whose other side may read nothing.
  private static final class Call extends BareCall {
    private final List<byte[]> sent = new ArrayList<>();
    private boolean ready;
    private @Nullable Throwable status;

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void onNext(byte[] message) {
      sent.add(message);
    }

    @Override
    public void onError(Throwable failure) {
      status = failure;
    }
  }
}
