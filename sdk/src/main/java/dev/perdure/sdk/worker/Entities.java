package dev.perdure.sdk.worker;

import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.model.work.WorkItem;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.TaskEntity;
import dev.perdure.sdk.port.WorkSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Performs the operations of entities, each batch on a thread of its own.
final class Entities {
  private static final Logger log = LoggerFactory.getLogger(Entities.class);

  private final WorkSource source;
  private final FunctionRegistry registry;
  private final WorkerOptions options;
  private final FailureLog failures;

  Entities(
      WorkSource source, FunctionRegistry registry, WorkerOptions options, FailureLog failures) {
    this.source = source;
    this.registry = registry;
    this.options = options;
    this.failures = failures;
  }

  void accept(WorkItem.EntityBatch item) {
    TaskEntity entity = registry.findEntity(item.function().name()).orElse(null);
    if (entity == null) {
      source.abandon(
          item.token(), "this worker has no entity named '" + item.function().name() + "'");
      return;
    }
    options.threads().start(
        item.token().execution().instanceId(), () -> run(item, entity));
  }

  private void run(WorkItem.EntityBatch item, TaskEntity entity) {
    EntityBatchResult result;
    Carriers.OF_PROCESS.began(null);
    try {
      result = new EntityBatchRun(item, entity, options, failures).run();
    } finally {
      Carriers.OF_PROCESS.ended();
    }
    try {
      source.completeEntityBatch(item.token(), result);
    } catch (RuntimeException e) {
      log.warn("The outcome of {} operations of entity '{}' was not taken",
          item.operations().size(), item.token().execution().instanceId(), e);
    }
  }
}
