package dev.perdure.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.perdure.model.Action;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.work.TurnResult;
import dev.perdure.protocol.ActivityAnswer;
import dev.perdure.protocol.EntityAnswer;
import dev.perdure.protocol.TurnAnswer;
import dev.perdure.protocol.message.AbandonActivityTaskRequest;
import dev.perdure.protocol.message.AbandonActivityTaskResponse;
import dev.perdure.protocol.message.AbandonEntityTaskRequest;
import dev.perdure.protocol.message.AbandonEntityTaskResponse;
import dev.perdure.protocol.message.AbandonOrchestrationTaskRequest;
import dev.perdure.protocol.message.AbandonOrchestrationTaskResponse;
import dev.perdure.protocol.message.CompleteTaskResponse;
import dev.perdure.runtime.work.WorkKind;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes workers' answers. Answers to work that is not outstanding succeed and change nothing: a
/// worker repeats what may have been lost, and one of the SDKs loses its stream over an error here.
final class WorkCalls {
  private static final Logger log = LoggerFactory.getLogger(WorkCalls.class);

  /// The error type of an orchestration whose worker asks for what we do not know.
  private static final String UNREADABLE = "dev.perdure.UnreadableActions";

  private final CompletionTokens tokens;
  private final WorkStreams streams;

  WorkCalls(CompletionTokens tokens, WorkStreams streams) {
    this.tokens = tokens;
    this.streams = streams;
  }

  CompletionStage<MessageLite> completeTurn(Caller caller, byte[] bytes) {
    TurnAnswer answer = TurnAnswer.read(bytes);
    var subject = new Dispatch.Subject(WorkKind.TURN, answer.instanceId(), 0);
    find(caller, answer.token(), subject).ifPresent(
        dispatch -> completeTurn(
            caller, dispatch, new ChunkedAnswer.Part(answer, bytes.length)));
    return done(CompleteTaskResponse.getDefaultInstance());
  }

  private void completeTurn(Caller caller, Dispatch dispatch, ChunkedAnswer.Part part) {
    WorkStream stream = streams.find(dispatch.stream());
    TurnAnswer answer = part.answer();
    if (stream == null && answer.chunk() != null) {
      return; // The other parts went with the stream, and the turn was given to somebody else.
    }
    Optional<TurnAnswer> whole;
    try {
      whole = answer.chunk() == null || stream == null
          ? Optional.of(answer)
          : stream.addChunk(dispatch, part, streams.partsMemory());
    } catch (PartsMemory.Full e) {
      log.atWarn().addKeyValue("instance", dispatch.token().execution().instanceId())
          .log("Expected to keep a part of an answer until the rest comes, but {}; the turn is "
              + "offered again", e.getMessage());
      abandon(caller, dispatch, "there is no room for its answer");
      return;
    }
    if (whole.isPresent()) {
      if (stream != null) {
        stream.answered(dispatch);
      }
      caller.hub().work().completeTurn(dispatch.token(), result(whole.get()));
    }
  }

  CompletionStage<MessageLite> completeActivity(Caller caller, byte[] bytes) {
    ActivityAnswer answer = ActivityAnswer.read(bytes);
    var subject = new Dispatch.Subject(WorkKind.ACTIVITY, answer.instanceId(), answer.taskId());
    find(caller, answer.token(), subject).ifPresent(dispatch -> {
      answered(dispatch);
      caller.hub().work().completeActivity(dispatch.token(), answer.outcome());
    });
    return done(CompleteTaskResponse.getDefaultInstance());
  }

  /// An answer about an entity does not name it, so that it needs a token.
  CompletionStage<MessageLite> completeEntity(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    EntityAnswer answer = EntityAnswer.read(bytes);
    known(caller, answer.token())
        .filter(dispatch -> dispatch.subject().kind() == WorkKind.ENTITY)
        .ifPresent(dispatch -> {
          if (answer.result() == null) {
            abandon(caller, dispatch, "its worker wants the state again");
          } else {
            answered(dispatch);
            caller.hub().work().completeEntityBatch(dispatch.token(), answer.result());
          }
        });
    return done(CompleteTaskResponse.getDefaultInstance());
  }

  CompletionStage<MessageLite> abandonEntity(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    abandon(caller, AbandonEntityTaskRequest.parseFrom(bytes).getCompletionToken());
    return done(AbandonEntityTaskResponse.getDefaultInstance());
  }

  CompletionStage<MessageLite> abandonTurn(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    abandon(caller, AbandonOrchestrationTaskRequest.parseFrom(bytes).getCompletionToken());
    return done(AbandonOrchestrationTaskResponse.getDefaultInstance());
  }

  CompletionStage<MessageLite> abandonActivity(Caller caller, byte[] bytes)
      throws InvalidProtocolBufferException {
    abandon(caller, AbandonActivityTaskRequest.parseFrom(bytes).getCompletionToken());
    return done(AbandonActivityTaskResponse.getDefaultInstance());
  }

  private void abandon(Caller caller, String token) {
    known(caller, token)
        .ifPresent(dispatch -> abandon(caller, dispatch, "its worker gave it back"));
  }

  private void abandon(Caller caller, Dispatch dispatch, String cause) {
    answered(dispatch);
    caller.hub().work().abandon(dispatch.token(), cause);
  }

  private void answered(Dispatch dispatch) {
    WorkStream stream = streams.find(dispatch.stream());
    if (stream != null) {
      stream.answered(dispatch);
    }
  }

  /// The dispatch that an answer belongs to. The kind has to fit, too: a token of an activity does
  /// not complete a turn. SDKs that know no tokens give one back as the instance id, where that is
  /// possible ([Naming]).
  private Optional<Dispatch> find(Caller caller, String token, Dispatch.Subject subject) {
    if (!token.isEmpty()) {
      return known(caller, token).filter(dispatch -> dispatch.subject().kind() == subject.kind());
    }
    Optional<Dispatch> echoed = tokens.dispatch(subject.instanceId())
        .filter(it -> it.hubName().equals(caller.hubName()))
        .filter(it -> it.subject().kind() == subject.kind());
    return echoed.isPresent() ? echoed : streams.find(caller, subject);
  }

  private Optional<Dispatch> known(Caller caller, String token) {
    Optional<Dispatch> dispatch = tokens.dispatch(token)
        .filter(it -> it.hubName().equals(caller.hubName()));
    if (dispatch.isEmpty()) {
      log.debug("An answer with a token that is not ours or another hub's is ignored");
    }
    return dispatch;
  }

  private static TurnResult result(TurnAnswer answer) {
    if (answer.problem() != null) {
      FailureDetails failure = FailureDetails.nonRetriable(
          UNREADABLE,
          "Its worker asked for something that this server does not know: " + answer.problem());
      return new TurnResult(
          List.of(
              new Action.CompleteOrchestration(
                  HistoryEvent.NO_ID, OrchestrationStatus.FAILED, null, failure, List.of())),
          null, TurnResult.ALL);
    }
    Integer processed = answer.eventsProcessed();
    return new TurnResult(
        answer.actions(), answer.customStatus(),
        processed == null || processed <= 0 ? TurnResult.ALL : processed, answer.span());
  }

  private static CompletionStage<MessageLite> done(MessageLite answer) {
    return CompletableFuture.completedFuture(answer);
  }
}
