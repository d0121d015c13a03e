package dev.perdure.server.http.v1;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.InstanceState;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.PurgeOutcome;
import dev.perdure.model.request.ReusePolicy;
import dev.perdure.model.request.StartRequest;
import dev.perdure.sdk.port.Hub;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Does to one instance what a job is asked to do. Done again to the same instance by the same job
/// it has no second effect, but for a rewind: an instance that has failed again since is rewound
/// again.
record JobAction(Hub hub, String jobId, JobOrder order) {

  CompletionStage<Outcome> on(String instanceId) {
    String reason = order.reason();
    try {
      return switch (order.operation()) {
        case TERMINATE -> hub.terminate(instanceId, ControlHandlers.quoted(reason), false);
        case SUSPEND -> hub.suspend(instanceId, reason);
        case RESUME -> hub.resume(instanceId, reason);
        case REWIND -> hub.rewind(instanceId, reason);
        case RESTART -> restart(instanceId);
        case PURGE -> hub.purge(instanceId, false).thenApply(it -> purged(instanceId, it));
      };
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /// A start from the same input, under a request id that makes a repeat harmless.
  private CompletionStage<Outcome> restart(String instanceId) {
    return hub.get(instanceId, true).thenCompose(found -> found
        .map(state -> hub.start(again(state)))
        .orElseGet(() -> CompletableFuture.completedFuture(new Outcome.NotFound(instanceId))));
  }

  private StartRequest again(InstanceState state) {
    InstanceState.Payloads payloads = state.payloads();
    return new StartRequest(
        null, state.function(), payloads == null ? null : payloads.input(), null, state.tags(),
        ReusePolicy.REPLACE_ENDED, "job " + jobId + " " + state.instanceId(), null);
  }

  private static Outcome purged(String instanceId, PurgeOutcome outcome) {
    if (outcome.refused() != null) {
      return outcome.refused();
    }
    return outcome.removed() == 0
        ? new Outcome.NotFound(instanceId)
        : new Outcome.Accepted(new ExecutionKey(instanceId, ""));
  }
}
