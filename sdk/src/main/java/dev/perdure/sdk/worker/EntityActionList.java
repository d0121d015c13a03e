package dev.perdure.sdk.worker;

import dev.perdure.model.EntityId;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.Identifiers;
import dev.perdure.model.work.EntityAction;
import dev.perdure.sdk.DataConverter;
import dev.perdure.sdk.SignalEntityOptions;
import dev.perdure.sdk.TaskEntityContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the operations of a batch ask of others. What an operation asked for counts only when it
/// has succeeded.
final class EntityActionList implements TaskEntityContext {
  private final EntityId id;
  private final DataConverter converter;
  private final List<EntityAction> actions = new ArrayList<>();
  private int committed;

  EntityActionList(EntityId id, DataConverter converter) {
    this.id = id;
    this.converter = converter;
  }

  DataConverter converter() {
    return converter;
  }

  List<EntityAction> all() {
    return actions;
  }

  void commit() {
    committed = actions.size();
  }

  void rollBack() {
    actions.subList(committed, actions.size()).clear();
  }

  @Override
  public EntityId getId() {
    return id;
  }

  @Override
  public void signalEntity(
      EntityId target, String operation, @Nullable Object input, SignalEntityOptions options) {
    check(Identifiers.entityIdProblem(target.instanceId()));
    check(Identifiers.operationProblem(operation));
    actions.add(
        new EntityAction.SendSignal(
            target.instanceId(), operation, converter.serialize(input),
            options.scheduledTime().orElse(null)));
  }

  @Override
  public String startNewOrchestration(
      FunctionRef orchestrator, @Nullable Object input, @Nullable String instanceId,
      @Nullable Instant startAt) {
    check(Identifiers.nameProblem("orchestrator name", orchestrator.name()));
    check(Identifiers.versionProblem(orchestrator.version()));
    String chosen = instanceId == null
        ? UUID.randomUUID().toString().replace("-", "")
        : instanceId;
    check(Identifiers.startedIdProblem(chosen));
    actions.add(
        new EntityAction.StartOrchestration(
            chosen, orchestrator, converter.serialize(input), startAt));
    return chosen;
  }

  private static void check(@Nullable String problem) {
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
  }
}
