package dev.perdure.server.http.hub;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.runtime.TaskHub;
import dev.perdure.runtime.read.HistoryPlace;
import dev.perdure.runtime.store.StoreException;
import dev.perdure.sdk.port.Hub;
import dev.perdure.server.answer.AnswerRoom;
import dev.perdure.server.http.exchange.Caller;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.exchange.Response;
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
import java.util.function.Supplier;

/// Asks the hub and waits for its answer: a request's thread has nothing else to do.
public final class HubCalls {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// A purge by filter walks over all instances.
  private static final Duration LONG_LIMIT = Duration.ofMinutes(10);

  /// So long a wait is not worth watching its caller.
  private static final Duration UNWATCHED = Duration.ofSeconds(1);

  /// How often a history is begun to be read whose execution is replaced meanwhile.
  private static final int HISTORY_ATTEMPTS = 10;

  private final EmbeddedHub hub;
  private final AnswerRoom room;

  /// Calls of a hub.
  ///
  /// @param room where answers are made and kept that may be large
  public HubCalls(EmbeddedHub hub, AnswerRoom room) {
    this.hub = hub;
    this.room = room;
  }

  /// A response about one instance that may be large, with all that is read for it. It is made when
  /// it is its turn, so nothing that takes long may be waited for in it.
  public Response large(Request request, Supplier<Response> making) {
    return inTurn(room::turn, turn -> kept(request, turn, making));
  }

  /// A response with a page of instances or entities, made when it is its turn.
  public Response page(Request request, Supplier<Response> making) {
    return inTurn(room::pageTurn, turn -> kept(request, turn, making));
  }

  /// What comes of a page that nobody gets to see, read when it is its turn. It is not asked for
  /// while another one is made.
  public <T> T looked(Supplier<T> looking) {
    return inTurn(room::pageTurn, _ -> looking.get());
  }

  private static Response kept(
      Request request, AnswerRoom.Turn turn, Supplier<Response> making) {
    Response response = making.get();
    Response.Document document = response.document();
    request.caller().whenSent(
        turn.keep(document == null ? response.body().length : document.memory()));
    return response;
  }

  private static <T> T inTurn(
      Supplier<AnswerRoom.Turn> turns, Function<AnswerRoom.Turn, T> making) {
    try (AnswerRoom.Turn turn = turns.get()) {
      return making.apply(turn);
    } catch (AnswerRoom.Full e) {
      throw new UnavailableException(String.valueOf(e.getMessage()));
    }
  }

  /// The history of an instance's present execution, if there is such an instance. It belongs into
  /// a [#large] response.
  ///
  /// @param writers makes who writes the events
  public Optional<History> history(String instanceId, Supplier<EventWriter> writers) {
    TaskHub hubOfHistory = hub.taskHub();
    for (int attempt = 0; attempt < HISTORY_ATTEMPTS; attempt++) {
      HistoryPlace beginning = answer(hubOfHistory.historyBeginning(instanceId, null), LIMIT)
          .orElse(null);
      if (beginning == null) {
        return Optional.empty();
      }
      Optional<History> whole = History.at(
          beginning,
          place -> answer(hubOfHistory.historyPiece(place, History.PIECE_BYTES), LIMIT),
          writers.get());
      if (whole.isPresent()) {
        return whole;
      }
    }
    throw History.gone();
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
