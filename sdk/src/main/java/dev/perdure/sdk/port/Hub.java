package dev.perdure.sdk.port;

import dev.perdure.model.HistoryEvent;
import dev.perdure.model.InstanceState;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.InstancePage;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.PurgeOutcome;
import dev.perdure.model.request.StartRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The task hub as a client sees it: the port on which [dev.perdure.sdk.client.DurableTaskClient]
/// stands.
///
/// Contract of every method:
/// - it never blocks; the stage completes when the answer is durable;
/// - what the caller did wrong is an [Outcome], what the world did wrong completes the stage
///   exceptionally.
public interface Hub extends EntityHub {

  /// Starts an orchestration; the answer carries its execution.
  CompletionStage<Outcome> start(StartRequest request);

  /// Sends an external event.
  ///
  /// @param requestId names the request, so that a repeat delivers nothing; absent if it will not
  ///     be repeated
  CompletionStage<Outcome> raiseEvent(
      String instanceId, String name, @Nullable String input, @Nullable String requestId);

  /// Holds the instance: its status is `Suspended` when the stage completes.
  CompletionStage<Outcome> suspend(String instanceId, @Nullable String reason);

  /// Lets a suspended instance continue.
  CompletionStage<Outcome> resume(String instanceId, @Nullable String reason);

  /// Ends the instance now, with the given JSON text as its output.
  ///
  /// @param recursive whether its running sub-orchestrations end, too
  CompletionStage<Outcome> terminate(
      String instanceId, @Nullable String output, boolean recursive);

  /// Runs a failed instance again from its failures.
  CompletionStage<Outcome> rewind(String instanceId, @Nullable String reason);

  /// Runs an instance again from its original input.
  ///
  /// @param newInstanceId whether the new run gets an id of its own; otherwise the instance must
  ///     have ended
  CompletionStage<Outcome> restart(String instanceId, boolean newInstanceId);

  /// Removes an ended instance for good; the count of removed instances is 0 if there was none.
  ///
  /// @param recursive whether its sub-orchestrations are removed, too
  CompletionStage<PurgeOutcome> purge(String instanceId, boolean recursive);

  /// Removes all ended instances that match.
  CompletionStage<PurgeOutcome> purge(InstanceFilter filter, boolean recursive);

  /// Reads an instance.
  CompletionStage<Optional<InstanceState>> get(String instanceId, boolean fetchPayloads);

  /// Completes when the instance has left `Pending`, at once with nothing if there is no such
  /// instance. A caller that gives up cancels the stage's future.
  CompletionStage<Optional<InstanceState>> awaitStart(String instanceId, boolean fetchPayloads);

  /// Completes when the instance has ended, at once with nothing if there is no such instance. A
  /// caller that gives up cancels the stage's future.
  CompletionStage<Optional<InstanceState>> awaitCompletion(
      String instanceId, boolean fetchPayloads);

  /// Lists instances.
  ///
  /// @throws IllegalArgumentException through the stage if the continuation or the page size is not
  ///     valid
  CompletionStage<InstancePage> query(InstanceQuery query);

  /// Reads the committed history of the present execution, oldest event first; nothing if there is
  /// no such instance.
  CompletionStage<Optional<List<HistoryEvent>>> history(String instanceId);
}
