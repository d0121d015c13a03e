package dev.perdure.protocol;

import dev.perdure.model.EntityId;
import dev.perdure.model.request.InstanceLock;
import dev.perdure.model.request.InstanceLock.Stage;
import dev.perdure.model.request.LockWaiters;
import dev.perdure.protocol.message.InstanceLocks;
import dev.perdure.protocol.message.LockStage;
import dev.perdure.protocol.message.LockWaiter;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// Who holds and who waits for locks of entities: messages of ours, beside the contract.
public final class LockMessages {
  private LockMessages() {}

  /// The message that says an instance's locks.
  public static InstanceLocks message(List<InstanceLock> locks) {
    InstanceLocks.Builder message = InstanceLocks.newBuilder();
    for (InstanceLock lock : locks) {
      var entry = message.addLocksBuilder().setEntityId(lock.entity().instanceId())
          .setCriticalSectionId(lock.criticalSectionId()).setStage(stage(lock.stage()));
      if (lock.since() != null) {
        entry.setSince(Wrapped.time(lock.since()));
      }
    }
    return message.build();
  }

  /// The locks that a message says.
  ///
  /// @throws IllegalArgumentException if a value in it has no meaning
  public static List<InstanceLock> read(InstanceLocks message) {
    return message.getLocksList().stream()
        .map(
            it -> new InstanceLock(
                EntityId.parse(it.getEntityId()), it.getCriticalSectionId(),
                stage(it.getStage()), Wrapped.time(it.hasSince(), it.getSince())))
        .toList();
  }

  static dev.perdure.protocol.message.LockWaiters message(LockWaiters waiters) {
    var message = dev.perdure.protocol.message.LockWaiters.newBuilder()
        .setWhole(waiters.whole());
    for (LockWaiters.Waiter waiter : waiters.first()) {
      message.addFirst(
          LockWaiter.newBuilder().setInstanceId(waiter.instanceId())
              .setSince(Wrapped.time(waiter.since())));
    }
    return message.build();
  }

  static LockWaiters read(dev.perdure.protocol.message.LockWaiters message) {
    return new LockWaiters(
        message.getFirstList().stream().map(LockMessages::waiter).toList(), message.getWhole());
  }

  private static LockWaiters.Waiter waiter(LockWaiter message) {
    Instant since = Wrapped.time(true, message.getSince());
    return new LockWaiters.Waiter(message.getInstanceId(), Objects.requireNonNull(since));
  }

  private static LockStage stage(Stage stage) {
    return switch (stage) {
      case HELD -> LockStage.LOCK_STAGE_HELD;
      case WAITING -> LockStage.LOCK_STAGE_WAITING;
      case LATER -> LockStage.LOCK_STAGE_LATER;
    };
  }

  private static Stage stage(LockStage stage) {
    return switch (stage) {
      case LOCK_STAGE_HELD -> Stage.HELD;
      case LOCK_STAGE_WAITING -> Stage.WAITING;
      case LOCK_STAGE_LATER -> Stage.LATER;
      case UNRECOGNIZED -> throw new IllegalArgumentException(
          "Expected a lock that is held, waited for or asked for later, but got another");
    };
  }
}
