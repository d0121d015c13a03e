package dev.perdure.protocol.remote;

import dev.perdure.protocol.SidecarMethods;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Calls of the service's methods, with messages as bytes.
record Calls(Channel channel) {

  /// Calls a method that answers once. Cancelling the future ends the call.
  CompletableFuture<byte[]> unary(String method, byte[] request) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    ClientCall<byte[], byte[]> call = channel.newCall(
        SidecarMethods.named(method), CallOptions.DEFAULT);
    call.start(new Answer(answer), new Metadata());
    call.sendMessage(request);
    call.halfClose();
    call.request(2);
    CompletableFuture<?> unused = answer.whenComplete((bytes, failure) -> {
      if (answer.isCancelled()) {
        call.cancel("The caller has given up", null);
      }
    });
    return answer;
  }

  /// Calls a method that answers with a stream.
  ///
  /// @param message told every message
  /// @param end told once how the stream ended
  ClientCall<byte[], byte[]> stream(
      String method, byte[] request, Consumer<byte[]> message, Consumer<Status> end) {
    ClientCall<byte[], byte[]> call = channel.newCall(
        SidecarMethods.named(method), CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {
      @Override
      public void onMessage(byte[] bytes) {
        message.accept(bytes);
        call.request(1);
      }

      @Override
      public void onClose(Status status, Metadata trailers) {
        end.accept(status);
      }
    }, new Metadata());
    call.sendMessage(request);
    call.halfClose();
    call.request(1);
    return call;
  }

  /// The one answer of a call.
  private static final class Answer extends ClientCall.Listener<byte[]> {
    private final CompletableFuture<byte[]> future;
    private byte @Nullable [] message;

    Answer(CompletableFuture<byte[]> future) {
      this.future = future;
    }

    @Override
    public void onMessage(byte[] bytes) {
      message = bytes;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      byte[] answered = message;
      if (status.isOk() && answered != null) {
        future.complete(answered);
      } else {
        future.completeExceptionally(status.asRuntimeException());
      }
    }
  }
}
