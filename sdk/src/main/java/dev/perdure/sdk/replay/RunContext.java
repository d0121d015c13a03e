package dev.perdure.sdk.replay;

import dev.perdure.model.Action;
import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.Identifiers;
import dev.perdure.model.ParentInstance;
import dev.perdure.model.TraceContext;
import dev.perdure.sdk.CallEntityOptions;
import dev.perdure.sdk.EntityLock;
import dev.perdure.sdk.NewSubOrchestrationInstanceOptions;
import dev.perdure.sdk.SignalEntityOptions;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskOptions;
import dev.perdure.sdk.TaskOrchestrationContext;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The context that user code sees: checks what it is given and passes it on to the run.
final class RunContext implements TaskOrchestrationContext {
  private final OrchestratorRun run;
  private int uuids;

  RunContext(OrchestratorRun run) {
    this.run = run;
  }

  @Override
  public String getName() {
    run.enter();
    return run.started().function().name();
  }

  @Override
  public String getInstanceId() {
    run.enter();
    return run.started().execution().instanceId();
  }

  @Override
  public String getExecutionId() {
    run.enter();
    return run.started().execution().executionId();
  }

  @Override
  public String getVersion() {
    run.enter();
    String version = run.started().function().version();
    return version == null ? "" : version;
  }

  @Override
  public Optional<ParentInstance> getParentInstance() {
    run.enter();
    return Optional.ofNullable(run.started().parent());
  }

  @Override
  public Map<String, String> getTags() {
    run.enter();
    return run.started().tags();
  }

  @Override
  public @Nullable Object getInput(Type type) {
    run.enter();
    return run.deserialize(run.started().input(), type, "input", "", -1);
  }

  @Override
  public Instant getCurrentInstant() {
    run.enter();
    return run.now();
  }

  @Override
  public boolean getIsReplaying() {
    run.enter();
    return run.isReplaying();
  }

  @Override
  public UUID newUUID() {
    run.enter();
    return NameUuid.of(run.started().execution().instanceId(), run.now(), uuids++);
  }

  @Override
  public <V extends @Nullable Object> Task<V> callActivity(
      String name, @Nullable Object input, @Nullable TaskOptions options, Type resultType) {
    run.enter();
    check(Identifiers.nameProblem("activity name", name));
    FunctionRef function = function(name, options);
    String data = run.serialize(input, "input of activity ", name);
    Map<String, String> tags = tags(options);
    TraceContext trace = run.started().trace();
    return new FunctionTask<>(run, name, resultType, options,
        id -> new Action.ScheduleTask(id, function, data, trace, tags));
  }

  @Override
  public <V extends @Nullable Object> Task<V> callSubOrchestrator(
      String name,
      @Nullable Object input,
      @Nullable String instanceId,
      @Nullable TaskOptions options,
      Type resultType) {
    run.enter();
    run.entities.checkOutside("call a sub-orchestration");
    check(Identifiers.nameProblem("orchestrator name", name));
    String child = childId(instanceId, options);
    FunctionRef function = function(name, options);
    String data = run.serialize(input, "input of sub-orchestration ", name);
    Map<String, String> tags = tags(options);
    TraceContext trace = run.started().trace();
    return new FunctionTask<>(run, name, resultType, options,
        id -> new Action.CreateSubOrchestration(id, child, function, data, trace, tags));
  }

  @Override
  public <V extends @Nullable Object> Task<List<V>> allOf(List<Task<V>> tasks) {
    run.enter();
    List<RunTask<V>> parts = new ArrayList<>(tasks.size());
    for (Task<V> task : tasks) {
      parts.add(own(task));
    }
    return new AllOfTask<>(run, parts);
  }

  @Override
  public Task<Task<?>> anyOf(List<? extends Task<?>> tasks) {
    run.enter();
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("Expected one task or more, but got none to wait for");
    }
    List<RunTask<?>> parts = new ArrayList<>(tasks.size());
    for (Task<?> task : tasks) {
      parts.add(own(task));
    }
    return new AnyOfTask(run, parts);
  }

  @Override
  public Task<@Nullable Void> createTimer(Instant fireAt) {
    run.enter();
    return new TimerTask(run, fireAt);
  }

  @Override
  public <V extends @Nullable Object> Task<V> waitForExternalEvent(
      String name, @Nullable Duration timeout, Type type) {
    run.enter();
    check(Identifiers.nameProblem("event name", name));
    EventWait<V> wait = new EventWait<>(run, name, type);
    if (!run.externalEvents().serve(wait) && timeout != null) {
      wait.expireAfter(timeout);
    }
    return wait;
  }

  @Override
  public void sendEvent(String instanceId, String eventName, @Nullable Object data) {
    run.enter();
    check(Identifiers.instanceIdProblem(instanceId));
    check(Identifiers.nameProblem("event name", eventName));
    run.sendEvent(
        instanceId, eventName, run.serialize(data, "data of event ", eventName));
  }

  @Override
  public void signalEntity(
      EntityId id, String operation, @Nullable Object input, SignalEntityOptions options) {
    run.enter();
    checkOperation(id, operation);
    run.entities.checkSignal(id);
    String data = run.serialize(input, "input of operation ", operation);
    Instant due = options.scheduledTime().orElse(null);
    run.ask(
        action -> new Action.SignalEntity(
            action, new EventBody.EntityOperationSignaled(
                EntityMessages.requestId(run, action), operation, due, data, id.instanceId())));
  }

  @Override
  public <V extends @Nullable Object> Task<V> callEntity(
      EntityId id, String operation, @Nullable Object input, CallEntityOptions options,
      Type resultType) {
    run.enter();
    checkOperation(id, operation);
    run.entities.checkCall(id);
    String data = run.serialize(input, "input of operation ", operation);
    return new EntityTask<>(run, id, operation, resultType, options,
        action -> new Action.CallEntity(
            action, new EventBody.EntityOperationCalled(
                EntityMessages.requestId(run, action), operation, null, data, null,
                id.instanceId())));
  }

  @Override
  public Task<EntityLock> lockEntities(List<EntityId> ids) {
    run.enter();
    TreeSet<EntityId> sorted = new TreeSet<>(ids);
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("Expected one entity or more to lock, but got none");
    }
    sorted.forEach(id -> check(Identifiers.entityIdProblem(id.instanceId())));
    run.entities.checkOutside("lock entities");
    return new LockTask(run, List.copyOf(sorted));
  }

  @Override
  public List<EntityId> getLockedEntities() {
    run.enter();
    return run.entities.locked();
  }

  private static void checkOperation(EntityId id, String operation) {
    check(Identifiers.entityIdProblem(id.instanceId()));
    check(Identifiers.operationProblem(operation));
  }

  @Override
  public void continueAsNew(@Nullable Object input, boolean preserveUnprocessedEvents) {
    run.enter();
    run.entities.checkOutside("continue as new");
    run.continueAsNew(input, preserveUnprocessedEvents);
  }

  @Override
  public void complete(@Nullable Object output) {
    run.enter();
    run.setOutput(output);
  }

  @Override
  public void setCustomStatus(Object customStatus) {
    run.enter();
    run.setCustomStatus(customStatus);
  }

  @Override
  public void clearCustomStatus() {
    run.enter();
    run.clearCustomStatus();
  }

  private <V extends @Nullable Object> RunTask<V> own(Task<V> task) {
    if (task instanceof RunTask<V> mine && mine.run == run) {
      return mine;
    }
    throw new IllegalArgumentException(
        "Expected tasks of instance '" + run.started().execution().instanceId()
            + "' itself, but got one of another");
  }

  private static String childId(@Nullable String instanceId, @Nullable TaskOptions options) {
    String id = instanceId;
    if (id == null && options instanceof NewSubOrchestrationInstanceOptions child) {
      id = child.getInstanceId().orElse(null);
    }
    if (id == null) {
      return ""; // The hub chooses.
    }
    check(Identifiers.instanceIdProblem(id));
    return id;
  }

  private static FunctionRef function(String name, @Nullable TaskOptions options) {
    return new FunctionRef(name, options == null ? null : options.getVersion().orElse(null));
  }

  private static Map<String, String> tags(@Nullable TaskOptions options) {
    return options == null ? Map.of() : options.getTags();
  }

  private static void check(@Nullable String problem) {
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
  }
}
