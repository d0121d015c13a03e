package dev.perdure.sdk.worker;

import dev.perdure.model.EntityId;
import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.model.work.WorkItem;
import dev.perdure.sdk.DataConverter;
import dev.perdure.sdk.Failures;
import dev.perdure.sdk.TaskEntity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Performs the operations of one batch, one after the other, on one state. An operation that
/// throws leaves the state and the actions as they were before it.
final class EntityBatchRun {
  private final EntityId id;
  private final TaskEntity entity;
  private final WorkerOptions options;
  private final FailureLog failures;
  private final EntityStateCell state;
  private final EntityActionList actions;
  private final List<HistoryEvent> operations;

  EntityBatchRun(
      WorkItem.EntityBatch item, TaskEntity entity, WorkerOptions options, FailureLog failures) {
    this.id = EntityId.parse(item.token().execution().instanceId());
    this.entity = entity;
    this.options = options;
    this.failures = failures;
    this.state = new EntityStateCell(item.state(), options.dataConverter());
    this.actions = new EntityActionList(id, options.dataConverter());
    this.operations = item.operations();
  }

  EntityBatchResult run() {
    List<TaskOutcome> results = new ArrayList<>(operations.size());
    for (HistoryEvent operation : operations) {
      results.add(perform(operation));
    }
    return new EntityBatchResult(results, actions.all(), state.text(), null);
  }

  private TaskOutcome perform(HistoryEvent event) {
    return switch (event.body()) {
      case EventBody.EntityOperationSignaled signal ->
        perform(new OperationCall(signal.operation(), signal.input(), state, actions));
      case EventBody.EntityOperationCalled call ->
        perform(new OperationCall(call.operation(), call.input(), state, actions));
      default -> throw new IllegalStateException(
          "Expected an operation of entity '" + id + "', but got " + event);
    };
  }

  private TaskOutcome perform(OperationCall operation) {
    try {
      Object result = entity.run(operation);
      String text = serialize(operation, result);
      state.commit();
      actions.commit();
      return new TaskOutcome.Succeeded(text);
    } catch (Throwable thrown) { // Whatever it throws is its failure; the worker lives on.
      state.rollBack();
      actions.rollBack();
      failures.operationFailed(id, operation.getName(), thrown);
      return new TaskOutcome.Failed(Failures.of(thrown, options.exceptionProperties()));
    }
  }

  private @Nullable String serialize(
      OperationCall operation, @Nullable Object result) {
    try {
      return options.dataConverter().serialize(result);
    } catch (DataConverter.DataConverterException e) {
      throw new DataConverter.DataConverterException(
          "The result of operation '" + operation.getName() + "' of entity '" + id
              + "' cannot be converted: " + e.getMessage(),
          e);
    }
  }
}
