package dev.perdure.testing.simulation;

import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.TaskHub;
import dev.perdure.runtime.store.HubIdentity;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The process of the hub: it crashes, fails, stops and comes back, always on the same disk.
final class HubProcess {

  /// One run of the process.
  ///
  /// @param number counted from 1
  record Opening(int number, Scheduler.Life life, SimStore store, TaskHub hub) {}

  private final World world;
  private final MemoryStore.Disk disk;
  private final UnaryOperator<Store> mutation;
  private final HubOptions options;
  private final List<Runnable> opened = new ArrayList<>();
  private final List<Runnable> gone = new ArrayList<>();
  private @Nullable Opening opening;
  private @Nullable MemoryStore memory;
  private int openings;

  HubProcess(World world, UnaryOperator<Store> mutation) {
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
    Scheduler.Life life = new Scheduler.Life();
    SimEnv env = new SimEnv(world.scheduler(), world.choices(), world.faults(), life);
    memory = MemoryStore.open(disk);
    SimStore store = new SimStore(
        memory,
        new SimStore.Surroundings(
            world.faults(), world.ledger(), world.findings(), world.trace(), world.scheduler(),
            this::crash));
    world.trace().say("the process begins");
    TaskHub hub = TaskHub.open(mutation.apply(store), env, options);
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
    crashed.life().end();
    end();
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
      failed.life().end();
      end();
    }
  }

  private void end() {
    opening = null;
    if (memory != null) {
      memory.close();
    }
    gone.forEach(Runnable::run);
    long down = TimeUnit.MILLISECONDS.toNanos(world.choices().pick(0, 10, 3_000));
    world.after(down, "begin", this::open);
  }
}
