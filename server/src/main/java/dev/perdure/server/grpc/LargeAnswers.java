package dev.perdure.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.protocol.message.GetInstanceRequest;
import dev.perdure.protocol.message.GetInstanceResponse;
import dev.perdure.runtime.env.Env;
import dev.perdure.server.answer.AnswerRoom;
import dev.perdure.server.configuration.Role;
import io.grpc.Context;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Answers the calls whose answers may be large. What is sent stays in memory until it is taken, so
/// it is made when there is room for it, and a call whose caller takes nothing is ended.
///
/// @param room where answers are made and kept
/// @param env tells the time, and when to look at those who take theirs
/// @param executor runs what may wait for room
record LargeAnswers(AnswerRoom room, Env env, Executor executor) {

  /// The methods that are answered so.
  static final Set<String> METHODS = Set.of(
      "GetInstance", "GetEntity", "WaitForInstanceStart", "WaitForInstanceCompletion",
      "QueryInstances", "ListInstanceIds", "QueryEntities");

  private static final Duration LOOK_AFTER = Duration.ofSeconds(5);

  /// A method that shows one thing.
  ServerCallHandler<byte[], byte[]> handler(Door door, Role needed, Unary method) {
    return answering(
        door, needed,
        (answer, making) -> answer.make(room::turn, making, _ -> true), method);
  }

  /// A method that lists.
  ServerCallHandler<byte[], byte[]> pageHandler(Door door, Role needed, Unary method) {
    return answering(
        door, needed,
        (answer, making) -> answer.make(room::pageTurn, making, _ -> true), method);
  }

  private ServerCallHandler<byte[], byte[]> answering(
      Door door, Role needed, BiConsumer<Answer, Making> answering, Unary method) {
    return door.guarded(
        needed, caller -> ServerCalls.asyncUnaryCall(
            (request, response) -> answering.accept(
                new Answer((ServerCallStreamObserver<byte[]>) response),
                () -> method.answer(door.still(caller), request))));
  }

  /// A method that waits for an instance and then shows it. Nothing large is read before it is the
  /// answer's turn; if the instance has begun anew by then, the wait goes on.
  ///
  /// @param wait waits, and shows the instance without what is large
  /// @param isOver whether the wait for an instance of that status is over
  ServerCallHandler<byte[], byte[]> handler(
      Door door, Role needed, Unary wait, Predicate<OrchestrationStatus> isOver) {
    return door.guarded(
        needed, caller -> ServerCalls.asyncUnaryCall((request, response) -> {
          Answer answer = new Answer((ServerCallStreamObserver<byte[]>) response);
          answer.await(new Wait(door, caller, request, wait, isOver));
        }));
  }

  /// A call that waits.
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Wait(
      Door door, Caller caller, byte[] request, Unary first,
      Predicate<OrchestrationStatus> isOver) {

    boolean wantsMore() throws InvalidProtocolBufferException {
      return GetInstanceRequest.parseFrom(request).getGetInputsAndOutputs();
    }

    CompletionStage<? extends MessageLite> begin() throws InvalidProtocolBufferException {
      return first.answer(door.still(caller), request);
    }

    CompletionStage<? extends MessageLite> read() throws InvalidProtocolBufferException {
      return ClientCalls.get(caller, request);
    }

    boolean isOver(MessageLite message) {
      GetInstanceResponse found = (GetInstanceResponse) message;
      return !found.getExists() || isOver.test(
          OrchestrationStatus.ofNumber(
              found.getOrchestrationState().getOrchestrationStatusValue()));
    }
  }

  /// Makes a message.
  @FunctionalInterface
  private interface Making {
    CompletionStage<? extends MessageLite> begin() throws InvalidProtocolBufferException;
  }

  /// The answer to one call.
  private final class Answer {
    private final ServerCallStreamObserver<byte[]> call;
    private final Context context = Context.current();
    private Runnable atEnd = () -> {};
    private boolean over;

    Answer(ServerCallStreamObserver<byte[]> call) {
      this.call = call;
      call.setOnCancelHandler(this::end);
      call.setOnCloseHandler(this::end);
    }

    /// Makes the answer and sends it. This waits.
    ///
    /// @param turns waits until it may be made
    /// @param wanted whether what was made is an answer
    /// @return whether it was, or whether there is nobody to be answered
    boolean make(
        Supplier<AnswerRoom.Turn> turns, Making making, Predicate<MessageLite> wanted) {
      try (AnswerRoom.Turn turn = turns.get()) {
        MessageLite message = made(making);
        if (!wanted.test(message)) {
          return false;
        }
        byte[] bytes = message.toByteArray();
        atEnd(turn.keep(bytes.length));
        if (bytes.length > AnswerRoom.SMALL) {
          lookLater(env.now());
        }
        send(bytes);
      } catch (AnswerRoom.Full e) {
        call.onError(
            Status.UNAVAILABLE.withDescription(e.getMessage()).asRuntimeException());
      } catch (InvalidProtocolBufferException | RuntimeException e) {
        call.onError(Statuses.of(e));
      }
      return true;
    }

    void await(Wait wait) {
      try {
        CompletionStage<? extends MessageLite> waited = wait.begin();
        boolean wantsMore = wait.wantsMore();
        atEnd(() -> waited.toCompletableFuture().cancel(true));
        CompletionStage<?> _ = waited.whenComplete((message, failure) -> {
          if (failure != null) {
            call.onError(Statuses.of(failure));
          } else if (wantsMore) {
            executor.execute(() -> readAfter(wait));
          } else {
            send(message.toByteArray());
          }
        });
      } catch (InvalidProtocolBufferException | RuntimeException e) {
        call.onError(Statuses.of(e));
      }
    }

    private void readAfter(Wait wait) {
      if (!isOver() && !make(room::turn, wait::read, wait::isOver)) {
        await(wait);
      }
    }

    private static MessageLite made(Making making) throws InvalidProtocolBufferException {
      try {
        return making.begin().toCompletableFuture().join();
      } catch (CompletionException e) {
        throw Statuses.of(e);
      }
    }

    private void send(byte[] bytes) {
      call.onNext(bytes);
      call.onCompleted();
    }

    private void lookLater(Instant since) {
      env.schedule(LOOK_AFTER, () -> look(since));
    }

    /// How much of it has been taken is not known, only whether all has.
    private void look(Instant since) {
      Duration limit = room.stalledAfter();
      if (isOver()) {
        return;
      }
      if (env.now().isBefore(since.plus(limit))) {
        lookLater(since);
      } else {
        ResettableCalls.reset(
            context, "The answer was not taken for " + limit.toSeconds() + " seconds");
      }
    }

    private synchronized boolean isOver() {
      return over;
    }

    private void atEnd(Runnable task) {
      synchronized (this) {
        if (!over) {
          atEnd = task;
          return;
        }
      }
      task.run();
    }

    private void end() {
      Runnable task;
      synchronized (this) {
        over = true;
        task = atEnd;
        atEnd = () -> {};
      }
      task.run();
    }
  }
}
