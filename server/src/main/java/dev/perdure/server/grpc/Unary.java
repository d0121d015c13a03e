package dev.perdure.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.perdure.server.configuration.Role;
import io.grpc.ServerCallHandler;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletionStage;

/// A method that answers once.
interface Unary {

  /// Answers a request. A caller that gives up cancels the stage's future.
  ///
  /// @throws InvalidProtocolBufferException if the request is malformed
  CompletionStage<? extends MessageLite> answer(Caller caller, byte[] request)
      throws InvalidProtocolBufferException;

  /// The method as the library calls it. Nothing that a caller sends ends otherwise than with a
  /// status.
  ///
  /// @param needed what a caller must be allowed
  default ServerCallHandler<byte[], byte[]> handler(Door door, Role needed) {
    return door.guarded(needed, caller -> ServerCalls.asyncUnaryCall((request, response) -> {
      // Without a handler, answering a caller who has given up would throw.
      var observer = (ServerCallStreamObserver<byte[]>) response;
      observer.setOnCancelHandler(() -> {});
      try {
        CompletionStage<? extends MessageLite> answer = answer(door.still(caller), request);
        observer.setOnCancelHandler(() -> answer.toCompletableFuture().cancel(true));
        CompletionStage<?> _ = answer.whenComplete(
            (message, failure) -> respond(observer, message, failure));
      } catch (InvalidProtocolBufferException | RuntimeException e) {
        observer.onError(Statuses.of(e));
      }
    }));
  }

  private static void respond(
      StreamObserver<byte[]> observer, MessageLite message, Throwable failure) {
    if (failure == null) {
      observer.onNext(message.toByteArray());
      observer.onCompleted();
    } else {
      observer.onError(Statuses.of(failure));
    }
  }
}
