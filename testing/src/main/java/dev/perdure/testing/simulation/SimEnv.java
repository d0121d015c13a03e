package dev.perdure.testing.simulation;

import dev.perdure.runtime.env.Env;
import dev.perdure.runtime.env.Loop;
import dev.perdure.runtime.env.LoopBody;
import dev.perdure.runtime.env.LoopKind;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/// The world as one simulated process sees it. Its loops and tasks are events; when the process
/// crashes, none of them happens any more.
final class SimEnv implements Env {

  private final World world;
  private final Scheduler scheduler;
  private final Faults faults;
  private final Scheduler.Life life;
  private final Mutation mutation;

  SimEnv(World world, Scheduler.Life life, Mutation mutation) {
    this.world = world;
    this.scheduler = world.scheduler();
    this.faults = world.faults();
    this.life = life;
    this.mutation = mutation;
  }

  @Override
  public Instant now() {
    Instant now = world.now();
    return mutation == Mutation.RUNS_CLOCK_AHEAD ? now.plusMillis(700) : now;
  }

  @Override
  public long nanos() {
    return scheduler.nanos();
  }

  @Override
  public String newId() {
    return HexFormat.of().toHexDigits(world.chance().unique())
        + HexFormat.of().toHexDigits(world.chance().unique());
  }

  @Override
  public long newNumber() {
    long number = mutation == Mutation.REPEATS_INCARNATIONS ? 1 : world.chance().unique();
    // Only owners of partitions ask for numbers.
    world.ledger().owner(number);
    return number;
  }

  @Override
  public Loop loop(String name, LoopKind kind, LoopBody body) {
    SimLoop loop = new SimLoop(name, body);
    loop.wake();
    return loop;
  }

  @Override
  public void execute(Runnable task) {
    scheduler.after(faults.pause(), "task", life, task);
  }

  @Override
  public void schedule(Duration delay, Runnable task) {
    scheduler.after(delay.toNanos() + faults.pause(), "later", life, task);
  }

  @Override
  public void carry(Runnable delivery) {
    int copies = faults.copiesOfFrame();
    for (int copy = 0; copy < copies; copy++) {
      scheduler.after(faults.frameDelay(), "frame", life, delivery);
    }
  }

  /// A loop whose runs are events.
  private final class SimLoop implements Loop {
    private final String name;
    private final LoopBody body;
    private boolean stopped;
    private boolean woken;
    private long planned;

    SimLoop(String name, LoopBody body) {
      this.name = name;
      this.body = body;
    }

    @Override
    public void wake() {
      if (!woken) {
        woken = true;
        plan(faults.pause());
      }
    }

    @Override
    public void stop() {
      stopped = true;
    }

    private void plan(long delay) {
      long plan = ++planned;
      scheduler.after(delay, name, life, () -> run(plan));
    }

    private void run(long plan) {
      if (stopped || plan != planned) {
        return;
      }
      woken = false;
      long pause = body.run();
      if (!woken && pause != LoopBody.UNTIL_WOKEN) {
        plan(pause + faults.pause());
      }
    }
  }
}
