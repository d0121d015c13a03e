package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.perdure.model.EntityId;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.InstanceLock;
import dev.perdure.model.request.InstanceLock.Stage;
import dev.perdure.model.request.LockWaiters;
import dev.perdure.sdk.EntityLock;
import dev.perdure.sdk.OrchestratorFunction;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.client.EntityMetadata;
import dev.perdure.sdk.client.InstanceNotFoundException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Critical sections end to end: who may do what inside, and that no end leaves a lock behind.
@SessionCacheSizes
@SuppressWarnings("try") // A section is held, not used.
final class CriticalSectionsTest extends HubTest {
  private static final EntityId A = new EntityId("counter", "a");
  private static final EntityId B = new EntityId("counter", "b");
  private static final EntityId C = new EntityId("counter", "c");

  CriticalSectionsTest(int sessionCacheSize) {
    super(sessionCacheSize);
  }

  @BeforeEach
  void register() {
    functions.entity(Counter.class);
    functions.orchestration("Echo", ctx -> null);
    functions.activity("Nothing", String.class, it -> it);
  }

  private List<EntityMetadata> locked() {
    hub().awaitIdle();
    return client().queryEntities(
        new EntityQuery(null, null, null, new EntityQuery.Fetch(false, true), 100, null))
        .entities().stream().filter(it -> it.getLockedBy().isPresent()).toList();
  }

  private List<String> waiters(EntityId entity) {
    LockWaiters waiters = client().inspectEntity(entity).orElseThrow().getLockWaiters()
        .orElseThrow();
    assertThat(waiters.whole()).isTrue();
    return waiters.first().stream().map(LockWaiters.Waiter::instanceId).toList();
  }

  /// Runs an orchestrator inside a section and gives the message that it fails with.
  private String failsInside(OrchestratorFunction<?> code) throws Exception {
    functions.orchestration("Wrong", ctx -> {
      try (EntityLock lock = ctx.lock(A, B)) {
        return code.apply(ctx);
      }
    });
    String message = run("Wrong", null).getFailureDetails().orElseThrow().message();
    assertThat(locked()).isEmpty();
    return message;
  }

  @Test
  void nothingComesBetweenTheCallsOfASection() throws Exception {
    functions.orchestration("Increment", ctx -> {
      try (EntityLock lock = ctx.lock(A)) {
        assertThat(ctx.isInCriticalSection()).isTrue();
        assertThat(ctx.getLockedEntities()).containsExactly(A);
        int seen = ctx.<Counter, Integer>call(A, Counter::get).await();
        ctx.callActivity("Nothing", "x").await();
        ctx.call(A, Counter::reset).await();
        ctx.call(A, Counter::add, seen + 1).await();
      }
      assertThat(ctx.isInCriticalSection()).isFalse();
      return null;
    });
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ids.add(start("Increment", null));
    }
    for (String id : ids) {
      assertThat(end(id).getRuntimeStatus()).isEqualTo(OrchestrationStatus.COMPLETED);
    }

    assertThat(client().<Counter, Integer>call(A, Counter::get, PATIENCE)).isEqualTo(20);
    assertThat(locked()).isEmpty();
  }

  @Test
  void locksInOppositeOrdersDoNotWaitForEachOther() throws Exception {
    for (int i = 0; i < 2; i++) {
      EntityId first = i == 0 ? A : B;
      EntityId second = i == 0 ? B : A;
      functions.orchestration("Move" + i, ctx -> {
        for (int round = 0; round < 5; round++) {
          try (EntityLock lock = ctx.lock(first, second, first)) {
            ctx.call(first, Counter::add, -1).await();
            ctx.call(second, Counter::add, 1).await();
          }
        }
        return null;
      });
    }
    String one = start("Move0", null);
    String other = start("Move1", null);

    end(one);
    end(other);

    assertThat(client().<Counter, Integer>call(A, Counter::get, PATIENCE)).isZero();
    assertThat(locked()).isEmpty();
  }

  @Test
  void whoHoldsALockIsSeenAndOthersWait() throws Exception {
    functions.orchestration("Hold", ctx -> {
      try (EntityLock lock = ctx.lock(A)) {
        ctx.waitForExternalEvent("Go").await();
      }
      return null;
    });
    String id = start("Hold", null);
    hub().awaitIdle();
    client().signal(A, Counter::add, 1);

    assertThat(locked()).singleElement().satisfies(it -> {
      assertThat(it.getLockedBy()).contains(id);
      assertThat(it.getBacklogQueueSize()).isEqualTo(1);
      assertThat(it.exists()).isFalse();
    });
    hub().crash();
    assertThat(locked()).hasSize(1);
    client().raiseEvent(id, "Go");
    end(id);

    assertThat(locked()).isEmpty();
    assertThat(client().<Counter, Integer>call(A, Counter::get, PATIENCE)).isEqualTo(1);
  }

  @Test
  void everyEndFreesTheLocks() throws Exception {
    functions.orchestration("Forget", ctx -> {
      ctx.lock(A, B);
      ctx.waitForExternalEvent("Go").await();
      return null;
    });
    functions.orchestration("Fail", ctx -> {
      ctx.lock(A, B);
      throw new IllegalStateException("Went wrong");
    });
    String forgetful = start("Forget", null);
    hub().awaitIdle();
    assertThat(locked()).hasSize(2);
    client().raiseEvent(forgetful, "Go");
    end(forgetful);
    assertThat(locked()).isEmpty();

    run("Fail", null);
    assertThat(locked()).isEmpty();

    String terminated = start("Forget", null);
    hub().awaitIdle();
    client().terminate(terminated, null);
    assertThat(locked()).isEmpty();
    client().purgeInstance(terminated);

    String restarted = start("Forget", null);
    hub().awaitIdle();
    client().terminate(restarted, null);
    client().restartInstance(restarted, false);
    hub().awaitIdle();
    assertThat(locked()).hasSize(2);
    client().terminate(restarted, null);
    assertThat(locked()).isEmpty();
  }

  @Test
  void aWaiterThatIsTerminatedHoldsNobodyUp() throws Exception {
    functions.orchestration("Forget", ctx -> {
      ctx.lock(A, B);
      ctx.waitForExternalEvent("Go").await();
      return null;
    });
    String first = start("Forget", null);
    hub().awaitIdle();
    String second = start("Forget", null);
    hub().awaitIdle();
    String third = start("Forget", null);
    hub().awaitIdle();

    assertThat(waiters(A)).containsExactly(second, third);
    client().terminate(second, null);
    client().terminate(first, null);
    hub().awaitIdle();

    assertThat(locked()).hasSize(2)
        .allSatisfy(it -> assertThat(it.getLockedBy()).contains(third));
  }

  private String hold(EntityId... entities) {
    functions.orchestration("Hold", ctx -> {
      try (EntityLock lock = ctx.lock(entities)) {
        return ctx.waitForExternalEvent("Go").await();
      }
    });
    String id = start("Hold", null);
    hub().awaitIdle();
    return id;
  }

  @Test
  void whoHoldsAndWhoWaitsIsTold() {
    String holder = hold(A, B, C);
    Instant begin = hub().now();
    hub().advance(Duration.ofMinutes(5));
    String second = start("Hold", null);
    hub().awaitIdle();
    Instant asked = hub().now();
    client().signal(A, Counter::add, 1);
    hub().advance(Duration.ofMinutes(5));
    String third = start("Hold", null);
    hub().awaitIdle();

    assertThat(client().getEntityMetadata(A)).isEmpty();
    EntityMetadata locked = client().inspectEntity(A).orElseThrow();
    assertThat(locked.exists()).isFalse();
    assertThat(locked.getLockedBy()).contains(holder);
    assertThat(locked.getLockedSince()).contains(begin);
    assertThat(locked.getBacklogQueueSize()).isEqualTo(3);
    assertThat(locked.getLockWaiters()).contains(
        new LockWaiters(
            List.of(
                new LockWaiters.Waiter(second, asked),
                new LockWaiters.Waiter(third, hub().now())),
            true));
  }

  @Test
  void whatAnOrchestrationHoldsAndWaitsForIsTold() throws Exception {
    String holder = hold(A, B, C);
    Instant begin = hub().now();
    hub().advance(Duration.ofMinutes(5));
    String second = start("Hold", null);
    hub().awaitIdle();
    String third = start("Hold", null);
    hub().awaitIdle();

    assertThat(client().getLocks(holder)).extracting(InstanceLock::entity, InstanceLock::stage)
        .containsExactly(tuple(A, Stage.HELD), tuple(B, Stage.HELD), tuple(C, Stage.HELD));
    assertThat(client().getLocks(holder)).allMatch(it -> begin.equals(it.since()));
    assertThat(client().getLocks(second)).extracting(InstanceLock::entity, InstanceLock::stage)
        .containsExactly(tuple(A, Stage.WAITING), tuple(B, Stage.LATER), tuple(C, Stage.LATER));

    hub().crash();
    client().raiseEvent(holder, "Go");
    hub().awaitIdle();

    assertThat(client().getLocks(holder)).isEmpty();
    assertThat(client().getLocks(second)).extracting(InstanceLock::stage)
        .containsOnly(Stage.HELD);
    assertThat(waiters(A)).containsExactly(third);
    assertThatThrownBy(() -> client().getLocks("nobody"))
        .isInstanceOf(InstanceNotFoundException.class);
  }

  @Test
  void lockedEntitiesAreListedOnRequest() {
    String holder = hold(A);
    client().signal(B, Counter::add, 1);
    start("Hold", null);
    hub().awaitIdle();

    List<EntityMetadata> found = client().queryEntities(
        new EntityQuery(
            null, null, null, true, new EntityQuery.Fetch(false, true, true), 10, null))
        .entities();

    assertThat(found).hasSize(1);
    assertThat(found.get(0).getEntityInstanceId()).isEqualTo(A);
    assertThat(found.get(0).getLockedBy()).contains(holder);
    assertThat(found.get(0).getLockWaiters().orElseThrow().first()).hasSize(1);
  }

  @Test
  void aRewoundSectionGoesOnInside() throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    functions.activity("Flaky", String.class, it -> {
      if (broken.get()) {
        throw new IllegalStateException("Broken");
      }
      return it;
    });
    functions.orchestration("Repair", ctx -> {
      try (EntityLock lock = ctx.lock(A, B)) {
        ctx.call(A, Counter::add, 1).await();
        ctx.callActivity("Flaky", "x").await();
        ctx.call(B, Counter::add, 1).await();
      }
      return "repaired";
    });
    String id = start("Repair", null);
    assertThat(end(id).getRuntimeStatus()).isEqualTo(OrchestrationStatus.FAILED);
    assertThat(locked()).isEmpty();
    broken.set(false);

    client().rewindInstance(id);

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("repaired");
    assertThat(locked()).isEmpty();
    assertThat(client().<Counter, Integer>call(A, Counter::get, PATIENCE)).isEqualTo(1);
    assertThat(client().<Counter, Integer>call(B, Counter::get, PATIENCE)).isEqualTo(1);
  }

  @Test
  void crashesLeaveNoLock() throws Exception {
    functions.orchestration("Move", ctx -> {
      for (int round = 0; round < 3; round++) {
        try (EntityLock lock = ctx.lock(A, B, C)) {
          ctx.call(A, Counter::add, -1).await();
          ctx.call(B, Counter::add, 1).await();
        }
      }
      return null;
    });
    List<String> ids = new ArrayList<>();
    for (int i = 1; i < 12; i++) {
      // Each round brings work of its own: one that found everything done would wait for ever.
      CountDownLatch commits = hub().afterCommits(i);
      ids.add(start("Move", null));
      ids.add(start("Move", null));
      commits.await();
      hub().crash();
    }
    for (String id : ids) {
      end(id);
    }

    assertThat(locked()).isEmpty();
    assertThat(client().<Counter, Integer>call(A, Counter::get, PATIENCE)).isEqualTo(-66);
    assertThat(client().<Counter, Integer>call(B, Counter::get, PATIENCE)).isEqualTo(66);
  }

  @Test
  void onlyLockedEntitiesAreCalledInside() throws Exception {
    assertThat(failsInside(ctx -> ctx.call(C, Counter::add, 1).await()))
        .contains("locked entities [@counter@a, @counter@b]", "@counter@c");
  }

  @Test
  void oneCallOfAnEntityAtATimeIsMadeInside() throws Exception {
    assertThat(failsInside(ctx -> {
      ctx.call(A, Counter::add, 1);
      ctx.call(B, Counter::add, 1);
      return ctx.call(A, Counter::add, 1).await();
    })).contains("one call of @counter@a at a time");
  }

  @Test
  void lockedEntitiesAreNotSignaledInside() throws Exception {
    assertThat(failsInside(ctx -> {
      ctx.signal(C, Counter::add, 1);
      ctx.signal(A, Counter::add, 1);
      return null;
    })).contains("no signal to @counter@a");
  }

  @Test
  void sectionsDoNotNestAndHoldNoSubOrchestrations() throws Exception {
    assertThat(failsInside(ctx -> ctx.lock(C))).contains("lock entities", "outside of critical");
  }

  @Test
  void noSubOrchestrationIsCalledInside() throws Exception {
    assertThat(failsInside(ctx -> ctx.callSubOrchestrator("Echo").await()))
        .contains("call a sub-orchestration outside of critical");
  }

  @Test
  void nobodyContinuesAsNewInside() throws Exception {
    assertThat(failsInside(ctx -> {
      ctx.continueAsNew(null);
      return null;
    })).contains("continue as new outside of critical");
  }

  @Test
  void aLockIsAwaitedBeforeEntitiesAreCalled() throws Exception {
    functions.orchestration("Hasty", ctx -> {
      Task<EntityLock> lock = ctx.lockEntities(A);
      ctx.call(A, Counter::add, 1);
      return lock.await();
    });

    assertThat(run("Hasty", null).getFailureDetails().orElseThrow().message())
        .contains("await it first");
    assertThat(locked()).isEmpty();
  }

  @Test
  void aLockOfNothingIsRefused() throws Exception {
    functions.orchestration("Nothing", ctx -> ctx.lock());

    assertThat(run("Nothing", null).getFailureDetails().orElseThrow().message())
        .contains("one entity or more");
  }

  @Test
  void cleaningFindsNothingToDo() throws Exception {
    functions.orchestration("Forget", ctx -> {
      ctx.lock(A);
      ctx.createTimer(Duration.ofDays(1)).await();
      return null;
    });
    start("Forget", null);
    hub().awaitIdle();

    assertThat(client().cleanEntityStorage())
        .isEqualTo(new dev.perdure.model.request.CleanOutcome(0, 0));
    assertThat(locked()).hasSize(1);
  }
}
