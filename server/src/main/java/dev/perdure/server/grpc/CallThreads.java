package dev.perdure.server.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Chooses who runs a call. Those that only hand something to a partition, and those are nearly all
/// when there is much to do, run on the connection's own thread: a change of threads would cost
/// more than they do. All others may wait, for a disk above all, and get a thread each.
///
/// @param door who admits callers
/// @param waiting runs what may wait
record CallThreads(Door door, Executor waiting) implements ServerCallExecutorSupplier {
  private static final Set<String> AT_ONCE = Set.of(
      "CompleteOrchestratorTask", "CompleteActivityTask", "CompleteEntityTask",
      "AbandonTaskOrchestratorWorkItem", "AbandonTaskActivityWorkItem",
      "AbandonTaskEntityWorkItem", "StartInstance", "RaiseEvent", "SignalEntity");

  /// @return null for the connection's own thread
  @Override
  public <Q, A> @Nullable Executor getExecutor(ServerCall<Q, A> call, Metadata headers) {
    String method = call.getMethodDescriptor().getBareMethodName();
    return method != null && AT_ONCE.contains(method) && door.admitsAtOnce(headers)
        ? null
        : waiting;
  }
}
