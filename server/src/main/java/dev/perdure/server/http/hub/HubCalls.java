package dev.perdure.server.http.hub;

import dev.perdure.runtime.store.StoreException;
import dev.perdure.sdk.port.Hub;
import dev.perdure.server.http.exchange.Caller;
import dev.perdure.server.http.exchange.UnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// Asks the hub and waits for its answer: a request's thread has nothing else to do.
public final class HubCalls {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// A purge by filter walks over all instances.
  private static final Duration LONG_LIMIT = Duration.ofMinutes(10);

  /// So long a wait is not worth watching its caller.
  private static final Duration UNWATCHED = Duration.ofSeconds(1);

  private final Hub hub;

  /// Calls of a hub.
  public HubCalls(Hub hub) {
    this.hub = hub;
  }

  /// The hub, for questions whose answers nobody waits for here.
  public Hub hub() {
    return hub;
  }

  /// The answer of the hub to a question that it answers soon.
  public <T> T ask(Function<Hub, CompletionStage<T>> question) {
    return answer(question.apply(hub), LIMIT);
  }

  /// The answer of the hub to a question that takes long.
  public <T> T askPatiently(Function<Hub, CompletionStage<T>> question) {
    return answer(question.apply(hub), LONG_LIMIT);
  }

  /// The answer of the hub if it comes in time; the question is withdrawn otherwise.
  public <T> Optional<T> askWithin(Duration limit, Function<Hub, CompletionStage<T>> question) {
    return within(question.apply(hub).toCompletableFuture(), limit);
  }

  /// The answer of the hub if it comes in time, and as long as its caller is there; the question is
  /// withdrawn otherwise.
  public <T> Optional<T> askWithin(
      Duration limit, Caller caller, Function<Hub, CompletionStage<T>> question) {
    CompletableFuture<T> answer = question.apply(hub).toCompletableFuture();
    try {
      return Optional.of(get(answer, limit.compareTo(UNWATCHED) < 0 ? limit : UNWATCHED));
    } catch (TimeoutException e) {
      var unusedStage = caller.gone().thenRun(() -> answer.cancel(false));
      return within(answer, limit.minus(UNWATCHED));
    }
  }

  private static <T> Optional<T> within(CompletableFuture<T> answer, Duration limit) {
    try {
      return Optional.of(get(answer, limit));
    } catch (TimeoutException | CancellationException e) {
      answer.cancel(false);
      return Optional.empty();
    }
  }

  private static <T> T answer(CompletionStage<T> stage, Duration limit) {
    try {
      return get(stage.toCompletableFuture(), limit);
    } catch (TimeoutException e) {
      throw new UnavailableException(
          "The hub did not answer within " + limit.toSeconds() + " seconds");
    }
  }

  private static <T> T get(CompletableFuture<T> answer, Duration limit) throws TimeoutException {
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case StoreException _ -> throw new UnavailableException("The store has failed");
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException("The hub failed", e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("The server is stopping");
    }
  }
}
