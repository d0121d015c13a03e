package dev.perdure.sdk.client;

import dev.perdure.model.EntityId;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.InstanceState;
import dev.perdure.model.request.CleanOutcome;
import dev.perdure.model.request.CleanRequest;
import dev.perdure.model.request.EntityPage;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.InstanceLock;
import dev.perdure.model.request.InstancePage;
import dev.perdure.model.request.OperationAnswer;
import dev.perdure.model.request.OperationRequest;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.PurgeOutcome;
import dev.perdure.model.request.StartRequest;
import dev.perdure.sdk.DataConverter;
import dev.perdure.sdk.JacksonDataConverter;
import dev.perdure.sdk.MethodReference;
import dev.perdure.sdk.ReferencedMethod;
import dev.perdure.sdk.SignalEntityOptions;
import dev.perdure.sdk.TaskOrchestrationContext;
import dev.perdure.sdk.port.Hub;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Starts orchestrations, asks about them and steers them.
///
/// Contract of every method:
/// - it waits for the hub's answer; what it says is durable;
/// - it throws [InstanceNotFoundException] where an instance is needed and there is none,
///   [IllegalStateException] if the instance's status does not allow it, [IllegalArgumentException]
///   if the request is wrong or too large, and [HubUnavailableException] if the hub cannot answer;
/// - any number of threads may use a client at a time.
public final class DurableTaskClient implements DurableEntityClient, AutoCloseable {
  private final Hub hub;
  private final DataConverter converter;

  /// A client with the default data converter.
  public DurableTaskClient(Hub hub) {
    this(hub, new JacksonDataConverter());
  }

  /// A client with a data converter, which should be the workers' one.
  public DurableTaskClient(Hub hub, DataConverter converter) {
    this.hub = hub;
    this.converter = converter;
  }

  /// Starts an orchestration without input.
  ///
  /// @return its instance id, which the hub chose
  public String scheduleNewOrchestrationInstance(String name) {
    return scheduleNewOrchestrationInstance(name, new NewOrchestrationInstanceOptions());
  }

  /// Starts an orchestration.
  ///
  /// @return its instance id, which the hub chose
  public String scheduleNewOrchestrationInstance(String name, @Nullable Object input) {
    return scheduleNewOrchestrationInstance(
        name, new NewOrchestrationInstanceOptions().setInput(input));
  }

  /// Starts an orchestration with the given id.
  ///
  /// @return its instance id
  /// @throws OrchestrationAlreadyExistsException if the id is in use
  public String scheduleNewOrchestrationInstance(
      String name, @Nullable Object input, String instanceId) {
    return scheduleNewOrchestrationInstance(
        name, new NewOrchestrationInstanceOptions().setInput(input).setInstanceId(instanceId));
  }

  /// Starts an orchestration.
  ///
  /// @return its instance id
  /// @throws OrchestrationAlreadyExistsException if the id is in use and its policy says so
  public String scheduleNewOrchestrationInstance(
      String name, NewOrchestrationInstanceOptions options) {
    StartRequest request = new StartRequest(
        options.getInstanceId().orElse(null),
        new FunctionRef(name, options.getVersion().orElse(null)),
        converter.serialize(options.getInput().orElse(null)),
        options.getStartTime().orElse(null), options.getTags(), options.getReusePolicy(),
        options.getRequestId().orElse(null), null);
    Outcome outcome = Answers.await(hub.start(request));
    return Answers.instanceId(outcome, options.getInstanceId().orElse(""));
  }

  /// Starts an orchestration by method reference.
  ///
  /// @return its instance id, which the hub chose
  public <I extends @Nullable Object> String scheduleNewOrchestrationInstance(
      MethodReference.Run2<TaskOrchestrationContext, I> orchestrator, I input) {
    return scheduleNewOrchestrationInstance(name(orchestrator), input);
  }

  /// Starts an orchestration that is named through its class.
  ///
  /// @return its instance id, which the hub chose
  public <T, I extends @Nullable Object> String scheduleNewOrchestrationInstance(
      MethodReference.Run3<T, TaskOrchestrationContext, I> orchestrator, I input) {
    return scheduleNewOrchestrationInstance(name(orchestrator), input);
  }

  /// Starts an orchestration that takes its context only, by method reference.
  ///
  /// @param options the input and more
  /// @return its instance id
  public String scheduleNewOrchestrationInstance(
      MethodReference.Run1<TaskOrchestrationContext> orchestrator,
      NewOrchestrationInstanceOptions options) {
    return scheduleNewOrchestrationInstance(name(orchestrator), options);
  }

  /// Sends an external event without data.
  public void raiseEvent(String instanceId, String eventName) {
    raiseEvent(instanceId, eventName, null);
  }

  /// Sends an external event. Nothing happens if the instance has ended.
  public void raiseEvent(String instanceId, String eventName, @Nullable Object data) {
    raiseEvent(instanceId, eventName, data, RaiseEventOptions.defaults());
  }

  /// Sends an external event.
  ///
  /// @throws IllegalStateException if the instance has ended and the options say so
  public void raiseEvent(
      String instanceId, String eventName, @Nullable Object data, RaiseEventOptions options) {
    Outcome outcome = Answers.await(hub.raiseEvent(
        instanceId, eventName, converter.serialize(data), options.requestId().orElse(null)));
    if (!Answers.tookEffect(outcome) && options.failIfEnded()) {
      throw new IllegalStateException("Expected instance '" + instanceId
          + "' to take event '" + eventName + "', but " + outcome);
    }
  }

  /// Reads an instance. If there is none the answer says so.
  ///
  /// @param getInputsAndOutputs whether inputs, outputs and failures are wanted
  public OrchestrationMetadata getInstanceMetadata(String instanceId, boolean getInputsAndOutputs) {
    Optional<InstanceState> state = Answers.await(hub.get(instanceId, getInputsAndOutputs));
    return new OrchestrationMetadata(instanceId, state.orElse(null), converter);
  }

  /// Waits until an instance has begun.
  ///
  /// @throws TimeoutException if it has not within the given time
  public OrchestrationMetadata waitForInstanceStart(String instanceId, Duration timeout)
      throws TimeoutException {
    return waitForInstanceStart(instanceId, timeout, false);
  }

  /// Waits until an instance has begun.
  ///
  /// @param getInputsAndOutputs whether inputs, outputs and failures are wanted
  /// @throws TimeoutException if it has not within the given time
  public OrchestrationMetadata waitForInstanceStart(
      String instanceId, Duration timeout, boolean getInputsAndOutputs) throws TimeoutException {
    Optional<InstanceState> state = Answers.await(hub.awaitStart(instanceId, getInputsAndOutputs),
        timeout, "instance '" + instanceId + "' to begin");
    return found(instanceId, state);
  }

  /// Waits until an instance has ended.
  ///
  /// @param getInputsAndOutputs whether inputs, outputs and failures are wanted
  /// @throws TimeoutException if it has not within the given time
  public OrchestrationMetadata waitForInstanceCompletion(
      String instanceId, Duration timeout, boolean getInputsAndOutputs) throws TimeoutException {
    Optional<InstanceState> state = Answers.await(
        hub.awaitCompletion(instanceId, getInputsAndOutputs), timeout,
        "instance '" + instanceId + "' to end");
    return found(instanceId, state);
  }

  /// Ends an instance now. Its sub-orchestrations go on.
  ///
  /// @param output becomes its output
  public void terminate(String instanceId, @Nullable Object output) {
    terminate(instanceId, output, false);
  }

  /// Ends an instance now.
  ///
  /// @param output becomes its output
  /// @param recursive whether its running sub-orchestrations end, too
  public void terminate(String instanceId, @Nullable Object output, boolean recursive) {
    settle(Answers.await(hub.terminate(instanceId, converter.serialize(output), recursive)));
  }

  /// Holds an instance.
  public void suspendInstance(String instanceId) {
    settle(Answers.await(hub.suspend(instanceId, null)));
  }

  /// Holds an instance for a reason.
  public void suspendInstance(String instanceId, @Nullable String reason) {
    settle(Answers.await(hub.suspend(instanceId, reason)));
  }

  /// Lets a suspended instance go on.
  public void resumeInstance(String instanceId) {
    settle(Answers.await(hub.resume(instanceId, null)));
  }

  /// Lets a suspended instance go on for a reason.
  public void resumeInstance(String instanceId, @Nullable String reason) {
    settle(Answers.await(hub.resume(instanceId, reason)));
  }

  /// Runs a failed instance again from its failures.
  public void rewindInstance(String instanceId) {
    settle(Answers.await(hub.rewind(instanceId, null)));
  }

  /// Runs a failed instance again from its failures for a reason.
  public void rewindInstance(String instanceId, @Nullable String reason) {
    settle(Answers.await(hub.rewind(instanceId, reason)));
  }

  /// Runs an instance again with its original input.
  ///
  /// @param restartWithNewInstanceId whether the new run gets an id of its own; otherwise the
  ///     instance must have ended
  /// @return the id of the new run
  public String restartInstance(String instanceId, boolean restartWithNewInstanceId) {
    return Answers.instanceId(
        Answers.await(hub.restart(instanceId, restartWithNewInstanceId)), instanceId);
  }

  /// Lists instances, a page at a time.
  public OrchestrationStatusQueryResult queryInstances(OrchestrationStatusQuery query) {
    InstancePage page = Answers.await(hub.query(query.query()));
    List<OrchestrationMetadata> instances = page.instances().stream()
        .map(it -> new OrchestrationMetadata(it.instanceId(), it, converter))
        .toList();
    return new OrchestrationStatusQueryResult(instances, page.continuation());
  }

  /// Reads the history of the present execution, oldest event first.
  public List<HistoryEvent> getOrchestrationHistory(String instanceId) {
    return Answers.await(hub.history(instanceId))
        .orElseThrow(() -> new InstanceNotFoundException(instanceId));
  }

  /// Removes an ended instance for good. The count is 0 if there is none.
  public PurgeResult purgeInstance(String instanceId) {
    return purgeInstance(instanceId, false);
  }

  /// Removes an ended instance for good. The count is 0 if there is none.
  ///
  /// @param recursive whether its sub-orchestrations are removed, too
  public PurgeResult purgeInstance(String instanceId, boolean recursive) {
    return purged(Answers.await(hub.purge(instanceId, recursive)));
  }

  /// Removes all ended instances that match.
  public PurgeResult purgeInstances(PurgeInstanceCriteria criteria) {
    return purged(Answers.await(hub.purge(criteria.filter(), criteria.isRecursive())));
  }

  /// The part of this client that is for entities, under the name that Durable Task has for it.
  public DurableEntityClient getEntities() {
    return this;
  }

  @Override
  public void signalEntity(
      EntityId id, String operation, @Nullable Object input, SignalEntityOptions options) {
    Answers.tookEffect(
        Answers.await(
            hub.signalEntity(
                new OperationRequest(
                    id, operation, converter.serialize(input),
                    options.scheduledTime().orElse(null), options.requestId().orElse(null)))));
  }

  @Override
  public @Nullable Object callEntity(
      EntityId id, String operation, @Nullable Object input, Type resultType,
      @Nullable String requestId, Duration timeout) throws TimeoutException {
    OperationAnswer answer = Answers.await(
        hub.callEntity(
            new OperationRequest(id, operation, converter.serialize(input), null, requestId)),
        timeout, "entity '" + id + "' to perform '" + operation + "'");
    return converter.deserialize(Answers.result(answer, id, operation), resultType);
  }

  @Override
  public Optional<EntityMetadata> getEntityMetadata(EntityId id, boolean includeState) {
    return Answers.await(hub.getEntity(id, includeState))
        .map(state -> new EntityMetadata(state, converter));
  }

  @Override
  public Page queryEntities(EntityQuery query) {
    EntityPage page = Answers.await(hub.queryEntities(query));
    return new Page(
        page.entities().stream().map(state -> new EntityMetadata(state, converter)).toList(),
        Optional.ofNullable(page.continuation()));
  }

  @Override
  public Optional<EntityMetadata> inspectEntity(EntityId id) {
    return Answers.await(hub.getEntity(id, new EntityQuery.Fetch(true, true, true)))
        .map(state -> new EntityMetadata(state, converter));
  }

  @Override
  public List<InstanceLock> getLocks(String instanceId) {
    return Answers.await(hub.locks(instanceId))
        .orElseThrow(() -> new InstanceNotFoundException(instanceId));
  }

  @Override
  public CleanOutcome cleanEntityStorage(CleanRequest request) {
    return Answers.await(hub.cleanEntityStorage(request));
  }

  /// Does nothing: the hub belongs to who made it.
  @Override
  public void close() {}

  private static String name(MethodReference orchestrator) {
    return ReferencedMethod.of(orchestrator, "use its name").functionName();
  }

  private OrchestrationMetadata found(String instanceId, Optional<InstanceState> state) {
    return new OrchestrationMetadata(instanceId,
        state.orElseThrow(() -> new InstanceNotFoundException(instanceId)), converter);
  }

  /// Takes what had an effect and what needed none; throws for the rest.
  private static void settle(Outcome outcome) {
    Answers.tookEffect(outcome);
  }

  private static PurgeResult purged(PurgeOutcome outcome) {
    Outcome refused = outcome.refused();
    if (refused != null && !(refused instanceof Outcome.NotFound)) {
      settle(refused);
    }
    return new PurgeResult(outcome.removed());
  }
}
