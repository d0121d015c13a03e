package dev.perdure.server.grpc;

import com.google.protobuf.MessageLite;
import dev.perdure.runtime.env.Env;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/// Calls that wait for long. They end when the bearer token of their caller does, like the streams
/// of workers: who may not ask any more is not told. And they end when the server stops, with a
/// status that makes clients ask again.
final class Waits implements AutoCloseable {
  private static final Duration TICK = Duration.ofSeconds(5);

  private final Env env;
  private final Set<Wait> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Waits(Env env) {
    this.env = env;
    env.schedule(TICK, this::tick);
  }

  /// The method, which waits no longer than its caller's token is taken and the server is there.
  Unary limited(Unary method) {
    return (caller, request) -> limited(
        caller.until().orElse(Instant.MAX), method.answer(caller, request));
  }

  private CompletionStage<MessageLite> limited(
      Instant until, CompletionStage<? extends MessageLite> answer) {
    CompletableFuture<MessageLite> limited = new CompletableFuture<>();
    Wait wait = new Wait(until, limited);
    open.add(wait);
    CompletionStage<?> _ = limited.whenComplete((_, _) -> {
      open.remove(wait);
      answer.toCompletableFuture().cancel(true);
    });
    CompletionStage<?> _ = answer.whenComplete((message, failure) -> {
      if (failure == null) {
        limited.complete(message);
      } else {
        limited.completeExceptionally(failure);
      }
    });
    if (closed) { // Whoever closed may have looked before.
      wait.stop();
    }
    return limited;
  }

  /// Ends all that wait, and whoever wants to wait from now on.
  @Override
  public void close() {
    closed = true;
    open.forEach(Wait::stop);
  }

  private void tick() {
    if (closed) {
      return;
    }
    Instant now = env.now();
    open.forEach(wait -> {
      if (!now.isBefore(wait.until)) {
        wait.answer.completeExceptionally(Door.expired().asRuntimeException());
      }
    });
    env.schedule(TICK, this::tick);
  }

  /// A call that waits. It is compared by identity.
  private static final class Wait {
    private final Instant until;
    private final CompletableFuture<MessageLite> answer;

    Wait(Instant until, CompletableFuture<MessageLite> answer) {
      this.until = until;
      this.answer = answer;
    }

    void stop() {
      answer.completeExceptionally(Door.stopping().asRuntimeException());
    }
  }
}
