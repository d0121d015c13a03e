package dev.perdure.server.grpc;

import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;

/// A call, and what ends it when nothing of it is taken.
///
/// @param context the context that was the current one when it came
record ResettableCall(ServerCallStreamObserver<byte[]> observer, Context context) {

  /// Drops all that is not taken yet, the last words included.
  void reset(String reason) {
    ResettableCalls.reset(context, reason);
  }
}
