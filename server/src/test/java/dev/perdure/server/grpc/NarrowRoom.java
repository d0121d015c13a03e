package dev.perdure.server.grpc;

import dev.perdure.runtime.env.Env;
import dev.perdure.testing.simulation.chance.Choices;

/// How much may be on its way to the workers of a simulated hub. In most runs it is so
/// little that streams are refused all the time, for want of their own or of the common room.
///
/// @param own what a stream may have
/// @param small what no stream is refused
record NarrowRoom(int all, int own, int small) {
  NarrowRoom(Choices choices) {
    this(
        choices.pick(1, 2_000, Integer.MAX_VALUE, Integer.MAX_VALUE),
        choices.pick(1, 1_000, Integer.MAX_VALUE, Integer.MAX_VALUE),
        choices.pick(1, 500));
  }

  ItemRoom open(Env env) {
    return new ItemRoom(env, all, own, small);
  }
}
