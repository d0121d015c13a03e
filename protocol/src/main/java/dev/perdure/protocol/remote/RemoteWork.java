package dev.perdure.protocol.remote;

import dev.perdure.model.HistoryEvent;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.model.work.TurnResult;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.protocol.ActivityAnswer;
import dev.perdure.protocol.EntityAnswer;
import dev.perdure.protocol.TurnAnswer;
import dev.perdure.protocol.message.AbandonActivityTaskRequest;
import dev.perdure.protocol.message.AbandonEntityTaskRequest;
import dev.perdure.protocol.message.AbandonOrchestrationTaskRequest;
import dev.perdure.sdk.port.WorkSource;
import io.grpc.Channel;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The work of a task hub elsewhere. A turn arrives with its new events alone; the history is
/// fetched only if no session of the worker stands where the turn begins.
///
/// A stream that breaks is opened again, with pauses that grow. An answer that does not arrive
/// breaks its stream on purpose: the hub then offers the work again, and sessions that may have
/// gone another way than the hub believes are not continued.
public final class RemoteWork implements WorkSource {
  private static final Logger log = LoggerFactory.getLogger(RemoteWork.class);

  private final Calls calls;
  private final Map<WorkToken, Held> held = new ConcurrentHashMap<>();

  /// The work behind a channel, which stays the caller's to close.
  public RemoteWork(Channel channel) {
    this.calls = Calls.ofWorker(channel);
  }

  /// An item that is worked on.
  ///
  /// @param wireToken what the hub calls the dispatch
  record Held(WorkItem item, String wireToken, RemoteSubscription from) {}

  @Override
  public Subscription subscribe(WorkerOffer offer, WorkHandler handler) {
    RemoteSubscription subscription = new RemoteSubscription(
        calls, offer, handler, held, token -> abandon(token, "the worker takes no more"));
    subscription.connect();
    return subscription;
  }

  @Override
  public CompletionStage<List<HistoryEvent>> history(WorkItem.Turn turn) {
    var execution = turn.token().execution();
    return Histories.fetch(calls, execution.instanceId(), execution.executionId())
        .handle((events, failure) -> {
          if (failure != null && !isGone(failure)) {
            throw new CompletionException(failure);
          }
          if (events == null || events.size() != turn.position().events()) {
            throw new CancellationException("The turn is no longer outstanding");
          }
          return events;
        });
  }

  /// Whether the execution was replaced or removed, and its turn with it.
  private static boolean isGone(Throwable failure) {
    Status.Code code = Refusals.status(failure).getCode();
    return code == Status.Code.NOT_FOUND || code == Status.Code.ABORTED;
  }

  @Override
  public void completeTurn(WorkToken token, TurnResult result) {
    Held item = held.remove(token);
    if (item != null) {
      TurnAnswer answer = new TurnAnswer(
          token.execution().instanceId(), item.wireToken(), result.actions(),
          result.customStatus(),
          result.eventsProcessed() == TurnResult.ALL ? null : result.eventsProcessed(),
          result.span(), null, null);
      send("CompleteOrchestratorTask", answer.write(), item);
    }
  }

  @Override
  public void completeActivity(WorkToken token, TaskOutcome outcome) {
    Held item = held.remove(token);
    if (item != null && item.item() instanceof WorkItem.Activity activity) {
      ActivityAnswer answer = new ActivityAnswer(
          token.execution().instanceId(), activity.taskId(), item.wireToken(), outcome);
      send("CompleteActivityTask", answer.write(), item);
    }
  }

  @Override
  public void completeEntityBatch(WorkToken token, EntityBatchResult result) {
    Held item = held.remove(token);
    if (item != null) {
      send("CompleteEntityTask", new EntityAnswer(item.wireToken(), result).write(), item);
    }
  }

  @Override
  public void abandon(WorkToken token, String cause) {
    Held item = held.remove(token);
    if (item == null) {
      return;
    }
    log.debug("Work on '{}' is given back: {}", item.item().function().name(), cause);
    switch (item.item()) {
      case WorkItem.Turn unused -> send(
          "AbandonTaskOrchestratorWorkItem",
          AbandonOrchestrationTaskRequest.newBuilder()
              .setCompletionToken(item.wireToken()).build().toByteArray(),
          item);
      case WorkItem.Activity unused -> send(
          "AbandonTaskActivityWorkItem",
          AbandonActivityTaskRequest.newBuilder()
              .setCompletionToken(item.wireToken()).build().toByteArray(),
          item);
      case WorkItem.EntityBatch unused -> send(
          "AbandonTaskEntityWorkItem",
          AbandonEntityTaskRequest.newBuilder()
              .setCompletionToken(item.wireToken()).build().toByteArray(),
          item);
    }
  }

  private void send(String method, byte[] message, Held item) {
    CompletableFuture<?> unused = calls.unary(method, message).whenComplete((bytes, failure) -> {
      if (failure != null) {
        log.warn("An answer about '{}' did not arrive; its work is offered again",
            item.item().function().name(), failure);
        item.from().reconnect();
      }
    });
  }
}
