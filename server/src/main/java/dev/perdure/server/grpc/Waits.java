package dev.perdure.server.grpc;

import com.google.protobuf.MessageLite;
import dev.perdure.runtime.env.Env;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/// Calls that wait for long, of callers whose bearer tokens expire. They end when the token does,
/// like the streams of workers: who may not ask any more is not told.
final class Waits implements AutoCloseable {
  private static final Duration TICK = Duration.ofSeconds(5);

  private final Env env;
  private final Set<Wait> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Waits(Env env) {
    this.env = env;
    env.schedule(TICK, this::tick);
  }

  /// The method, which waits no longer than its caller's token is taken.
  Unary limited(Unary method) {
    return (caller, request) -> {
      CompletionStage<? extends MessageLite> answer = method.answer(caller, request);
      return caller.until().isEmpty() ? answer : limited(caller.until().get(), answer);
    };
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
    return limited;
  }

  @Override
  public void close() {
    closed = true;
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
  }
}
