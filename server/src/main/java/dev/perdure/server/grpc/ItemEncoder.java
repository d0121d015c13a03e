package dev.perdure.server.grpc;

import dev.perdure.model.Action;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.model.work.TurnResult;
import dev.perdure.model.work.WorkItem;
import dev.perdure.protocol.WorkItemWriter;
import dev.perdure.runtime.WorkDesk;
import dev.perdure.runtime.read.HistoryRows;
import java.util.List;
import java.util.Optional;

/// Encodes work items for one worker. What it could never receive is not sent, since its stream
/// would break, and break again with the next try: the work fails instead, and says why.
///
/// @param tokens makes the tokens
/// @param limit the most bytes that the worker receives in a message
/// @param fetchedAbove from how many bytes on the worker fetches a history by itself
/// @param naming by what the worker's answers name their dispatches
record ItemEncoder(CompletionTokens tokens, int limit, long fetchedAbove, Naming naming) {

  /// The most bytes that an SDK's gRPC library receives unless told otherwise.
  static final int USUAL_LIMIT = 4 << 20;

  /// The error type of a failure that the limit caused.
  static final String ITEM_TOO_LARGE = "dev.perdure.WorkItemTooLarge";

  /// From how many bytes on a history is fetched by SDKs that can.
  static final long USUALLY_FETCHED_ABOVE = 1 << 20;

  private static final WorkItemWriter.Events NO_HISTORY = (_, _) -> {};

  /// The encoded item, or nothing if there is nothing to send: the item has been answered then.
  Optional<byte[]> encode(WorkItem item, Dispatch dispatch, WorkDesk desk) {
    String token = tokens.text(dispatch);
    Optional<byte[]> message = switch (item) {
      case WorkItem.Turn turn -> turn(turn, token, desk);
      case WorkItem.Activity activity -> Optional.of(
          WorkItemWriter.activity(activity, naming.instanceId(item, token), token));
      case WorkItem.EntityBatch batch -> Optional.of(WorkItemWriter.entity(batch, token));
    };
    if (message.isPresent() && message.get().length > limit) {
      fail(item, message.get().length, desk);
      return Optional.empty();
    }
    return message;
  }

  /// Whether a history has to be read to encode the item.
  boolean reads(WorkItem item) {
    return item instanceof WorkItem.Turn turn && fetchedAbove > 0 && turn.position().events() > 0;
  }

  private Optional<byte[]> turn(WorkItem.Turn turn, String token, WorkDesk desk) {
    String instanceId = naming.instanceId(turn, token);
    if (!reads(turn)) {
      return Optional.of(
          WorkItemWriter.turn(turn, instanceId, token, fetchedAbove == 0 ? null : NO_HISTORY, 0));
    }
    Optional<HistoryRows> past = desk.historyRows(turn);
    if (past.isEmpty()) {
      desk.abandon(turn.token(), "its execution is over");
      return Optional.empty();
    }
    HistoryRows rows = past.get();
    return Optional.of(
        rows.bytes() > fetchedAbove
            ? WorkItemWriter.turn(turn, instanceId, token, null, 0)
            : WorkItemWriter.turn(turn, instanceId, token, rows::write, rows.bytes()));
  }

  private void fail(WorkItem item, int size, WorkDesk desk) {
    FailureDetails failure = FailureDetails.nonRetriable(
        ITEM_TOO_LARGE,
        "Expected work on '" + item.function().name() + "' of at most " + limit
            + " bytes, which is what its worker can receive, but it has " + size);
    switch (item) {
      case WorkItem.Turn turn -> desk.completeTurn(
          turn.token(),
          new TurnResult(
              List.of(
                  new Action.CompleteOrchestration(
                      HistoryEvent.NO_ID, OrchestrationStatus.FAILED, null, failure, List.of())),
              null, TurnResult.ALL));
      case WorkItem.Activity activity ->
        desk.completeActivity(activity.token(), new TaskOutcome.Failed(failure));
      case WorkItem.EntityBatch batch ->
        desk.completeEntityBatch(batch.token(), EntityBatchResult.failed(failure));
    }
  }
}
