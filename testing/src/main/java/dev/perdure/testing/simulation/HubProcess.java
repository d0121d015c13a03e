package dev.perdure.testing.simulation;

import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.TaskHub;
import dev.perdure.runtime.store.HubIdentity;
import dev.perdure.runtime.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The process of the hub: it crashes, fails, stops and comes back, always on the same disk.
final class HubProcess {

  /// One run of the process.
  ///
  /// @param number counted from 1
  record Opening(int number, Scheduler.Life life, SimStore store, TaskHub hub) {}

  private final World world;
  private MemoryStore.Disk disk;
  private final Mutation mutation;
  private final HubOptions options;
  private final List<Runnable> opened = new ArrayList<>();
  private final List<Runnable> gone = new ArrayList<>();
  private final List<Scheduler.Life> lives = new ArrayList<>();
  private @Nullable Opening opening;
  private int openings;

  HubProcess(World world, Mutation mutation) {
    this.world = world;
    this.mutation = mutation;
    this.disk = new MemoryStore.Disk(
        new HubIdentity(
            "simulated", world.choices().pick(1, 2, 3, 5), HubIdentity.CURRENT_FORMAT));
    this.options = HubOptions.defaults().withoutRetention()
        .withInstanceCache(world.choices().pick(0, 3, 1000));
  }

  MemoryStore.Disk disk() {
    return disk;
  }

  /// How often the process has begun.
  int openings() {
    return openings;
  }

  /// The present run, or null while the process is down.
  @Nullable
  Opening opening() {
    return opening;
  }

  /// Says whom to tell when the process has begun, and when it has ended.
  void listen(Runnable whenOpened, Runnable whenGone) {
    opened.add(whenOpened);
    gone.add(whenGone);
  }

  void open() {
    world.trace().say("the process begins");
    begin(new SimStore(
        disk,
        new SimStore.Surroundings(
            world.faults(), world.ledger(), world.findings(), world.trace(), world.scheduler(),
            this::crash, mutation)));
  }

  private void begin(SimStore store) {
    Scheduler.Life life = new Scheduler.Life();
    SimEnv env = new SimEnv(world.scheduler(), world.choices(), world.faults(), life, mutation);
    lives.add(life);
    TaskHub hub = TaskHub.open(store, env, options);
    Opening next = new Opening(++openings, life, store, hub);
    opening = next;
    // What follows the failure happens later, and not in the middle of the committer's run.
    hub.failure().whenComplete(
        (cause, none) -> world.scheduler()
            .after(0, "store failed", life, () -> reopen(next)));
    opened.forEach(Runnable::run);
  }

  /// Ends the process here and now.
  void crash() {
    Opening crashed = opening;
    if (crashed == null) {
      return;
    }
    world.trace().say("the process crashes");
    end();
    if (mutation == Mutation.LOSES_TAIL) {
      disk = crashed.store().withoutTail(disk);
    }
  }

  /// Another process takes over while this one still believes that it runs, for a while.
  void overlap() {
    Opening old = opening;
    if (old == null || lives.size() > 1) {
      return;
    }
    world.trace().say("another process begins beside this one");
    opening = null;
    gone.forEach(Runnable::run);
    begin(old.store());
    long late = TimeUnit.MILLISECONDS.toNanos(world.choices().below(20_000));
    // Both end together: an idle owner does not notice that the old process took a partition back.
    world.scheduler().after(late, "both end", old.life(), this::crash);
  }

  /// Another owner takes a partition for a moment.
  void steal() {
    Opening present = opening;
    if (present != null) {
      int partition = world.choices().below(present.store().hub().partitions());
      present.store().steal(partition);
    }
  }

  private void reopen(Opening failed) {
    if (failed.equals(opening)) {
      world.trace().say("the store has failed; the process is begun anew");
      failed.hub().close();
      end();
    }
  }

  private void end() {
    Opening ended = opening;
    opening = null;
    lives.forEach(Scheduler.Life::end);
    lives.clear();
    if (ended != null) {
      ended.store().close();
    }
    gone.forEach(Runnable::run);
    long down = TimeUnit.MILLISECONDS.toNanos(world.choices().pick(0, 10, 3_000));
    world.after(down, "begin", this::open);
  }
}
