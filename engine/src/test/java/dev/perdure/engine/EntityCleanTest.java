package dev.perdure.engine;

import static dev.perdure.engine.EntityActs.CALLER;
import static dev.perdure.engine.EntityActs.COUNTER;
import static dev.perdure.engine.EntityActs.call;
import static dev.perdure.engine.EntityActs.lock;
import static dev.perdure.engine.EntityActs.signal;
import static dev.perdure.engine.EntityActs.unlock;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.EntityHeader;
import dev.perdure.engine.state.EntityLock;
import dev.perdure.engine.state.EntityProgress;
import dev.perdure.engine.step.Effect;
import dev.perdure.engine.step.EntityChange;
import dev.perdure.engine.step.EntityStep;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.request.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Cleaning up: rows that nothing is behind, and locks of those who do not run any more.
final class EntityCleanTest {
  private final EntityScenario counter = new EntityScenario(COUNTER);

  private boolean clean(@Nullable EntityLock orphan) {
    counter.when(new Message.CleanEntity(COUNTER, orphan));
    Outcome outcome = counter.effects(Effect.Reply.class).get(0).outcome();
    assertThat(outcome).isInstanceOfAny(Outcome.Accepted.class, Outcome.NotFound.class);
    return outcome instanceof Outcome.Accepted;
  }

  private EntityLock held() {
    EntityLock lock = counter.header().lock();
    assertThat(lock).isNotNull();
    return lock;
  }

  @Test
  void aRowWithNothingBehindItIsRemoved() {
    counter.entity().put(
        new EntityHeader(
            new ExecutionKey(COUNTER, "e"), counter.now(), false, null,
            new EntityProgress(
                7, new EntityProgress.Span(3, 3), EntityProgress.Span.NONE, 0, 0, 0)));

    EntityStep step = counter.when(new Message.CleanEntity(COUNTER, null));

    assertThat(step.changes()).containsExactly(new EntityChange.EntityRemoved(COUNTER));
    assertThat(counter.effects(Effect.Reply.class).get(0).outcome())
        .isInstanceOf(Outcome.Accepted.class);
    assertThat(counter.entity().header()).isNull();
  }

  @Test
  void whatIsNotThereOrNotEmptyIsLeftAlone() {
    assertThat(clean(null)).isFalse();
    counter.given(signal("make"));
    assertThat(clean(null)).isFalse();
    counter.perform("1");
    assertThat(clean(null)).isFalse();
    assertThat(counter.entity().state()).isEqualTo("1");
    counter.given(signal("forget"));
    counter.perform(null);
    counter.given(lock(CALLER));

    assertThat(clean(null)).isFalse();
    assertThat(counter.lockedBy()).isNotNull();
  }

  @Test
  void theLockOfAnOrphanIsReleasedAndTheQueueGoesOn() {
    counter.given(lock(CALLER), signal("waits"));
    assertThat(counter.offered()).isEmpty();

    assertThat(clean(held())).isTrue();

    assertThat(counter.lockedBy()).isNull();
    assertThat(counter.offered()).containsExactly("waits");
  }

  @Test
  void whatTheOrphanCalledBeforeIsPerformedFirst() {
    counter.given(lock(CALLER), call("mine", CALLER), signal("waits"));
    EntityLock orphan = held();

    assertThat(clean(orphan)).isTrue();
    assertThat(clean(orphan)).isFalse();

    assertThat(counter.offered()).containsExactly("mine");
    counter.perform("1");
    assertThat(counter.lockedBy()).isNull();
    assertThat(counter.offered()).containsExactly("waits");
  }

  @Test
  void aLockThatHasPassedOnIsNotReleased() {
    counter.given(lock(CALLER));
    EntityLock orphan = held();
    counter.given(unlock(CALLER));

    assertThat(clean(orphan)).isFalse();
  }

  @Test
  void aLockKnowsSinceWhenItIsHeld() {
    counter.given(signal("first"), lock(CALLER));
    counter.later(java.time.Duration.ofSeconds(5));

    counter.perform("1");

    assertThat(held().since()).isEqualTo(counter.now());
  }
}
