package dev.perdure.engine.message;

import dev.perdure.engine.state.EntityLock;
import dev.perdure.model.EntityCaller;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.ParentInstance;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.TraceContext;
import dev.perdure.model.request.ReusePolicy;
import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.model.work.TurnResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request to one instance, an orchestration or an entity. Clients, other instances, workers, the
/// clock and recovery all speak to an instance in these alone.
public sealed interface Message {

  /// The instance that is meant.
  String instanceId();

  /// A message that one instance may send to another, and that therefore can be stored on its way.
  sealed interface Sendable extends Message {}

  /// A message to an entity; all others are for orchestrations.
  sealed interface ToEntity extends Message {}

  /// Begin a new execution under this id.
  record StartOrchestration(
      ExecutionKey execution,
      FunctionRef function,
      @Nullable String input,
      @Nullable Instant startAt,
      Map<String, String> tags,
      @Nullable TraceContext trace,
      @Nullable ParentInstance parent,
      ReusePolicy reuse)
      implements
        Sendable {
    @Override
    public String instanceId() {
      return execution.instanceId();
    }
  }

  /// Deliver an external event.
  record RaiseEvent(String instanceId, String name, @Nullable String input) implements Sendable {}

  /// End now.
  ///
  /// @param executionId the execution that is meant, absent for whichever is present
  record TerminateOrchestration(
      String instanceId, @Nullable String executionId, @Nullable String output, boolean recursive)
      implements
        Sendable {}

  /// Run again from the failures.
  ///
  /// @param newExecutionId the execution to become
  /// @param failedExecutionId the failed execution that is meant, absent for whichever is present
  /// @param substitute for a sub-orchestration that its parent rewinds: how to start it if it is
  ///     gone
  record RewindOrchestration(
      String instanceId,
      String newExecutionId,
      @Nullable String failedExecutionId,
      @Nullable String reason,
      @Nullable StartOrchestration substitute)
      implements
        Sendable {}

  /// Hear how a sub-orchestration ended.
  ///
  /// @param executionId the parent's execution that started the child
  /// @param sequence the parent's number for it
  /// @param childExecutionId the child's execution that ended
  record CompleteChild(
      String instanceId,
      String executionId,
      long sequence,
      String childExecutionId,
      TaskOutcome outcome)
      implements
        Sendable {}

  /// Hear how an entity's operation ended.
  record CompleteCall(EntityCaller caller, String requestId, TaskOutcome outcome)
      implements
        Sendable {
    @Override
    public String instanceId() {
      return caller.execution().instanceId();
    }
  }

  /// Hear that an entity of a critical section is locked.
  ///
  /// @param position which of the set it is; those before it were locked before
  record GrantLock(
      EntityCaller caller, String criticalSectionId, List<String> lockSet, int position)
      implements
        Sendable {
    public GrantLock {
      lockSet = List.copyOf(lockSet);
    }

    @Override
    public String instanceId() {
      return caller.execution().instanceId();
    }
  }

  /// Perform an operation for nobody to hear of.
  record SignalEntity(String instanceId, EventBody.EntityOperationSignaled signal)
      implements
        Sendable,
        ToEntity {}

  /// Perform an operation and answer its caller.
  record CallEntity(String instanceId, EventBody.EntityOperationCalled call)
      implements
        Sendable,
        ToEntity {}

  /// Be locked.
  record LockEntity(EventBody.EntityLockRequested request)
      implements
        Sendable,
        ToEntity {
    @Override
    public String instanceId() {
      return request.lockSet().get(request.position());
    }
  }

  /// Be locked no more. A lock of anybody else stays.
  record UnlockEntity(String instanceId, EventBody.EntityUnlockSent unlock)
      implements
        Sendable,
        ToEntity {}

  /// Take a worker's answer to a batch of operations.
  record CompleteBatch(
      ExecutionKey execution, long sequence, long incarnation, EntityBatchResult result)
      implements
        ToEntity {
    @Override
    public String instanceId() {
      return execution.instanceId();
    }
  }

  /// Hear that a worker's answer to a batch cannot be taken, since something in it is too large.
  ///
  /// @param failure what the operation that is to blame fails with
  record RefuseBatch(
      ExecutionKey execution, long sequence, long incarnation, FailureDetails failure)
      implements
        ToEntity {
    @Override
    public String instanceId() {
      return execution.instanceId();
    }
  }

  /// Take a batch of operations back from a worker that could not perform it.
  ///
  /// @param workersLost how many workers have left one after the other instead of giving it back, 0
  ///     for one that did: it is offered again as it was, and the answers of those still count
  record AbandonBatch(
      ExecutionKey execution, long sequence, long incarnation, int workersLost)
      implements
        ToEntity {
    @Override
    public String instanceId() {
      return execution.instanceId();
    }
  }

  /// An operation that was to wait is due.
  record ReleaseDelayed(String instanceId, long sequence) implements ToEntity {}

  /// Vanish if there is nothing left, or be locked no more if the lock is that of an orphan.
  ///
  /// @param orphan a lock whose owner does not run any more, absent to vanish
  record CleanEntity(String instanceId, @Nullable EntityLock orphan) implements ToEntity {}

  /// Vanish, whatever there is. A long queue takes several of these.
  record PurgeEntity(String instanceId) implements ToEntity {}

  /// Offer again what was open when the partition's last owner ended.
  ///
  /// @param unclean whether that owner ended without saying so, which counts as an attempt
  record RecoverEntity(String instanceId, boolean unclean) implements ToEntity {}

  /// Offer the operation that is a suspect, now that it runs alone.
  record TrySuspectEntity(ExecutionKey execution) implements ToEntity {
    @Override
    public String instanceId() {
      return execution.instanceId();
    }
  }

  /// Hold everything until resumed.
  record SuspendOrchestration(String instanceId, @Nullable String reason) implements Message {}

  /// Go on after a suspension.
  record ResumeOrchestration(String instanceId, @Nullable String reason) implements Message {}

  /// Run again from the stored input under the same id.
  record RestartOrchestration(String instanceId, String newExecutionId) implements Message {}

  /// Vanish, if ended.
  record PurgeOrchestration(String instanceId) implements Message {}

  /// Take a worker's answer to a turn.
  record CompleteTurn(
      ExecutionKey execution, long sequence, long incarnation, TurnResult result)
      implements
        Message {
    @Override
    public String instanceId() {
      return execution.instanceId();
    }
  }

  /// Take a turn back from a worker that could not run it.
  ///
  /// @param workersLost how many workers have left one after the other instead of giving it back, 0
  ///     for one that did: it is offered again as it was, and the answers of those still count
  record AbandonTurn(
      ExecutionKey execution, long sequence, long incarnation, int workersLost)
      implements
        Message {
    @Override
    public String instanceId() {
      return execution.instanceId();
    }
  }

  /// Take a worker's answer to an activity.
  record CompleteActivity(ExecutionKey execution, long sequence, int attempt, TaskOutcome outcome)
      implements
        Message {
    @Override
    public String instanceId() {
      return execution.instanceId();
    }
  }

  /// Take an activity back from a worker that could not run it.
  ///
  /// @param workersLost how many workers have left one after the other instead of giving it back, 0
  ///     for one that did
  record AbandonActivity(
      ExecutionKey execution, long sequence, int attempt, int workersLost)
      implements
        Message {
    @Override
    public String instanceId() {
      return execution.instanceId();
    }
  }

  /// A timer is due.
  record FireTimer(ExecutionKey execution, long sequence) implements Message {
    @Override
    public String instanceId() {
      return execution.instanceId();
    }
  }

  /// Offer again what was open when the partition's last owner ended.
  ///
  /// @param unclean whether that owner ended without saying so, which counts as an attempt
  /// @param from the first activity that is not offered yet; 0 for all, and the turn before them
  record Recover(String instanceId, boolean unclean, long from) implements Message {}

  /// Offer a suspect.
  ///
  /// @param sequence the open activity that is meant, or [#TURN]
  /// @param alone whether it has the process for itself, which counts as an attempt; otherwise it
  ///     is an activity that runs in another process
  record TrySuspect(ExecutionKey execution, long sequence, boolean alone) implements Message {

    /// Means the instance's turn.
    public static final long TURN = -1;

    @Override
    public String instanceId() {
      return execution.instanceId();
    }
  }
}
