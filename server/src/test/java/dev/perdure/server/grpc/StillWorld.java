package dev.perdure.server.grpc;

import dev.perdure.runtime.env.Env;
import dev.perdure.runtime.env.Loop;
import dev.perdure.runtime.env.LoopBody;
import dev.perdure.runtime.env.LoopKind;
import dev.perdure.testing.VirtualEnv;
import java.time.Duration;
import java.time.Instant;

/// A world whose clocks both stand still until the test moves them. It is for fronts alone: a hub
/// would wait for ever for a fraction of a millisecond.
final class StillWorld implements Env {
  private static final Instant BEGIN = Instant.parse("2030-01-01T00:00:00Z");

  private final VirtualEnv world = new VirtualEnv(BEGIN);

  /// Lets time pass, in one leap.
  void pass(Duration time) {
    world.moveTo(world.now().plus(time));
  }

  @Override
  public Instant now() {
    return world.now();
  }

  @Override
  public long nanos() {
    return Duration.between(BEGIN, world.now()).toNanos();
  }

  @Override
  public String newId() {
    return world.newId();
  }

  @Override
  public long newNumber() {
    return world.newNumber();
  }

  @Override
  public Loop loop(String name, LoopKind kind, LoopBody body) {
    return world.loop(name, kind, body);
  }

  @Override
  public void execute(Runnable task) {
    world.execute(task);
  }

  @Override
  public void schedule(Duration delay, Runnable task) {
    world.schedule(delay, task);
  }

  @Override
  public void carry(Runnable delivery) {
    world.carry(delivery);
  }
}
