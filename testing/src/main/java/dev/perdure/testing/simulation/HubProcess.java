package dev.perdure.testing.simulation;

import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.TaskHub;
import dev.perdure.runtime.env.Env;
import dev.perdure.runtime.store.HubIdentity;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.testing.simulation.chance.Choices;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The process of the hub: it crashes, fails, stops and comes back, always on the same disk.
final class HubProcess {

  /// One run of the process.
  ///
  /// @param number counted from 1
  /// @param front where workers come to
  record Opening(int number, Scheduler.Life life, SimStore store, TaskHub hub, Front front) {}

  private final World world;
  private final Choices choices;
  private MemoryStore.Disk disk;
  private final Mutation mutation;
  private final HubOptions options;
  private final Front.Maker fronts;
  private final List<Runnable> opened = new ArrayList<>();
  private final List<Runnable> gone = new ArrayList<>();
  private final List<Scheduler.Life> lives = new ArrayList<>();
  private @Nullable SimStore store;
  private @Nullable Opening opening;
  private int openings;

  HubProcess(
      World world, HubOptions options, int partitions, Mutation mutation, Front.Maker fronts) {
    this.world = world;
    this.fronts = fronts;
    this.choices = world.chance().of("process");
    this.mutation = mutation;
    this.disk = new MemoryStore.Disk(
        new HubIdentity("simulated", partitions, HubIdentity.CURRENT_FORMAT));
    this.options = options;
  }

  MemoryStore.Disk disk() {
    return disk;
  }

  /// The present run, or null while the process is down or going down.
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
    SimStore next = new SimStore(
        disk,
        new SimStore.Surroundings(
            world.faults(), world.ledger(), world.findings(), world.trace(), world.clock(),
            this::crash, mutation));
    store = next;
    begin(next);
  }

  private void begin(SimStore used) {
    Scheduler.Life life = new Scheduler.Life();
    lives.add(life);
    Env env = new SimEnv(world, life, mutation);
    TaskHub hub = TaskHub.open(used, env, options);
    Front front = fronts.of(hub, env, () -> world.faults().ended() || world.faults().calm());
    Opening next = new Opening(++openings, life, used, hub, front);
    opening = next;
    // What follows the failure happens later, and not in the middle of the committer's run.
    hub.failure().whenComplete(
        (cause, none) -> world.scheduler()
            .after(0, "store failed", life, () -> reopen(next)));
    opened.forEach(Runnable::run);
  }

  /// Ends the process here and now.
  void crash() {
    SimStore crashed = store;
    if (crashed == null) {
      return;
    }
    world.trace().say("the process crashes");
    end();
    if (mutation == Mutation.LOSES_TAIL) {
      disk = crashed.withoutTail(disk);
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
    long late = TimeUnit.MILLISECONDS.toNanos(choices.below(20_000));
    // Both end together: an idle owner does not notice that the old process took a partition back.
    world.scheduler().after(late, "both end", old.life(), this::crash);
  }

  /// Another owner takes a partition for a moment.
  void steal() {
    Opening present = opening;
    if (present != null) {
      present.store().steal(choices.below(present.store().hub().partitions()));
    }
  }

  /// The process ends in good order, unless something goes wrong on the way.
  void stop() {
    Opening stopping = opening;
    if (stopping == null || lives.size() > 1) {
      return;
    }
    world.trace().say("the process is stopped");
    opening = null;
    CompletionStage<?> unusedStage = stopping.hub().leave().whenComplete(
        (unused, problem) -> world.scheduler().after(0, "left", stopping.life(), () -> {
          world.faults().count("- process stopped in good order");
          stopping.hub().close();
          end();
        }));
  }

  private void reopen(Opening failed) {
    if (failed.equals(opening)) {
      world.trace().say("the store has failed; the process is begun anew");
      failed.hub().close();
      end();
    }
  }

  private void end() {
    SimStore ended = store;
    opening = null;
    store = null;
    lives.forEach(Scheduler.Life::end);
    lives.clear();
    if (ended != null) {
      ended.close();
    }
    gone.forEach(Runnable::run);
    long down = TimeUnit.MILLISECONDS.toNanos(choices.pick(0, 10, 3_000));
    world.after(down, "begin", this::open);
  }
}
