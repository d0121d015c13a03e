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
///
/// @param channel where the service is
/// @param options how calls are made
record Calls(Channel channel, CallOptions options) {

  /// How many messages of a stream may be on their way. With one at a time each would cost a pass
  /// between two threads before the next is even read.
  private static final int WINDOW = 128;

  /// The library takes 4 MiB unless told otherwise, and a channel that somebody else has made does
  /// not tell.
  private static final CallOptions OPTIONS = CallOptions.DEFAULT
      .withMaxInboundMessageSize(SidecarMethods.LARGEST_MESSAGE);

  /// Calls whose answers may be waited for: they arrive on a thread of the channel's executor.
  static Calls ofClient(Channel channel) {
    return new Calls(channel, OPTIONS);
  }

  /// Calls whose answers nobody holds up: they arrive on the connection's own thread, which saves
  /// passing each of them to another.
  static Calls ofWorker(Channel channel) {
    return new Calls(channel, OPTIONS.withExecutor(Runnable::run));
  }

  /// Calls a method that answers once. Cancelling the future ends the call.
  CompletableFuture<byte[]> unary(String method, byte[] request) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    ClientCall<byte[], byte[]> call = channel.newCall(
        SidecarMethods.named(method), options);
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
        SidecarMethods.named(method), options);
    call.start(new Messages(call, message, end), new Metadata());
    call.sendMessage(request);
    call.halfClose();
    call.request(WINDOW);
    return call;
  }

  /// The many answers of a call.
  private static final class Messages extends ClientCall.Listener<byte[]> {
    private final ClientCall<byte[], byte[]> call;
    private final Consumer<byte[]> message;
    private final Consumer<Status> end;
    private int taken;

    Messages(
        ClientCall<byte[], byte[]> call, Consumer<byte[]> message, Consumer<Status> end) {
      this.call = call;
      this.message = message;
      this.end = end;
    }

    @Override
    public void onMessage(byte[] bytes) {
      message.accept(bytes);
      taken++;
      if (taken == WINDOW / 2) {
        call.request(taken);
        taken = 0;
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end.accept(status);
    }
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
