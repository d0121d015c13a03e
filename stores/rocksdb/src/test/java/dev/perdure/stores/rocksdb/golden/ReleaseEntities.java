package dev.perdure.stores.rocksdb.golden;

import dev.perdure.model.EntityId;
import dev.perdure.sdk.EntityLock;
import dev.perdure.sdk.EntityOperationFailedException;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.SignalEntityOptions;
import dev.perdure.sdk.TaskEntityOperation;
import dev.perdure.sdk.TaskOrchestrationContext;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// The entities of the recorded hubs, and the orchestrators that ask them. As [ReleaseFunctions]
/// they are never changed.
final class ReleaseEntities {
  static final EntityId TOTAL = new EntityId("Sum", "total");
  static final EntityId A = new EntityId("Sum", "locked/a");
  static final EntityId B = new EntityId("Sum", "locked/b");
  static final EntityId DELETED = new EntityId("Sum", "deleted");
  static final EntityId LATER = new EntityId("Sum", "later");
  static final EntityId BLOCKING = new EntityId("Sum", "blocking");
  static final EntityId NOTE = new EntityId("Note", "größe");
  static final EntityId STRANGER = new EntityId("Stranger", "");

  private static final Set<String> STARTED = ConcurrentHashMap.newKeySet();

  private final CountDownLatch blocked;

  /// @param blocked what the operation that is under way while the hub is recorded waits for
  ReleaseEntities(CountDownLatch blocked) {
    this.blocked = blocked;
  }

  /// An entity with a state of a class.
  static final class Note {
    private String text = "";
    private int writes;

    /// Adds a line.
    public String write(String line) {
      text += ++writes + line;
      return text;
    }
  }

  /// All but those that no worker knew when the hub was recorded.
  FunctionRegistry addKnown(FunctionRegistry registry) {
    return registry
        .entity("Sum", this::sum)
        .entity(Note.class)
        .orchestration("Ask", ReleaseEntities::ask)
        .orchestration("Hold", ReleaseEntities::hold)
        .orchestration("Queue", ReleaseEntities::queue);
  }

  /// The entity that no worker knew when the hub was recorded.
  FunctionRegistry addStranger(FunctionRegistry registry) {
    return registry.entity("Stranger", this::sum);
  }

  /// Whether the blocking operation is under way.
  static boolean isBlocking() {
    return STARTED.contains(BLOCKING.key());
  }

  private @Nullable Object sum(TaskEntityOperation operation) throws InterruptedException {
    int value = operation.getState().getState(Integer.class, 0);
    switch (operation.getName()) {
      case "get" -> {}
      case "add" -> value += operation.getInput(Integer.class);
      case "block" -> {
        STARTED.add(operation.getContext().getId().key());
        blocked.await();
        value += operation.getInput(Integer.class);
      }
      case "delete" -> {
        operation.getState().deleteState();
        return null;
      }
      case "tell" -> operation.getContext().signalEntity(TOTAL, "add", value);
      default -> throw new IllegalArgumentException("Expected to fail: " + operation.getName());
    }
    operation.getState().setState(value);
    return value;
  }

  private static String ask(TaskOrchestrationContext ctx) {
    ctx.signalEntity(TOTAL, "add", 3);
    ctx.signalEntity(
        TOTAL, "add", 4,
        SignalEntityOptions.defaults()
            .withScheduledTime(ctx.getCurrentInstant().plus(Duration.ofMillis(5))));
    String text = ctx.call(NOTE, Note::write, "first;").await();
    ctx.callEntity(DELETED, "add", 7, Integer.class).await();
    ctx.callEntity(DELETED, "tell", null, Integer.class).await();
    ctx.callEntity(DELETED, "delete", null, Integer.class).await();
    try {
      ctx.callEntity(TOTAL, "dance", null, Integer.class).await();
    } catch (EntityOperationFailedException e) {
      return text + " " + e.getErrorDetails().message();
    }
    return "not reached";
  }

  @SuppressWarnings("try") // A section is held, not used.
  private static String hold(TaskOrchestrationContext ctx) {
    try (EntityLock lock = ctx.lock(B, A)) {
      int a = ctx.callEntity(A, "add", 1, Integer.class).await();
      ctx.waitForExternalEvent("Go", String.class).await();
      return a + " " + ctx.callEntity(B, "add", 5, Integer.class).await();
    }
  }

  @SuppressWarnings("try") // A section is held, not used.
  private static int queue(TaskOrchestrationContext ctx) {
    try (EntityLock lock = ctx.lock(A)) {
      return ctx.callEntity(A, "add", 10, Integer.class).await();
    }
  }
}
