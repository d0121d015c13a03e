package dev.perdure.server.crash;

import dev.perdure.server.crash.CrashFunctions.Job;
import dev.perdure.server.crash.CrashFunctions.Loop;
import dev.perdure.server.crash.CrashFunctions.Result;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// The kinds of orchestrations that the load is made of.
enum Kind {
  CHAIN("Crash.Chain", 6, 4),
  CHILD("Crash.Child", 0, 3),
  EVENTS("Crash.Events", 5, 6),
  FAN_OUT("Crash.FanOut", 1, 50),
  FLAKY("Crash.Flaky", 2, 2),
  LOOP("Crash.Loop", 3, 5),
  PARENT("Crash.Parent", 3, 3),
  SLOW_FAN_OUT("Crash.SlowFanOut", 0, 50),
  TIMERS("Crash.Timers", 4, 3);

  private static final int SEEDS = 1_000;

  private final String function;
  private final int weight;
  private final int meanSize;

  Kind(String function, int weight, int meanSize) {
    this.function = function;
    this.weight = weight;
    this.meanSize = meanSize;
  }

  /// One orchestration of the load.
  record Work(String id, Kind kind, long seed, int size) {
    Object input() {
      return switch (kind) {
        case EVENTS, LOOP -> new Loop(size, new Result(seed, List.of()));
        case CHAIN, CHILD, FAN_OUT, FLAKY, PARENT, SLOW_FAN_OUT, TIMERS -> new Job(seed, size);
      };
    }

    String function() {
      return kind.function;
    }

    /// Whether its activities run side by side.
    boolean fansOut() {
      return kind == FAN_OUT || kind == SLOW_FAN_OUT;
    }

    /// How many steps run as activities of the instance itself.
    int activities() {
      return kind == EVENTS || kind == PARENT ? 0 : size;
    }

    /// What its value must be in the end.
    long value() {
      long value = fansOut() || kind == PARENT ? 0 : seed;
      return switch (kind) {
        case CHAIN, CHILD, FLAKY, LOOP, TIMERS -> chained(value, 0);
        case EVENTS -> chained(value, 1);
        case FAN_OUT, SLOW_FAN_OUT -> {
          for (int i = 0; i < size; i++) {
            value += CrashFunctions.next(seed, i);
          }
          yield value;
        }
        case PARENT -> {
          for (Work child : children()) {
            value += child.value();
          }
          yield value;
        }
      };
    }

    /// The sub-orchestrations that it starts.
    List<Work> children() {
      if (kind != PARENT) {
        return List.of();
      }
      return IntStream.range(0, CrashFunctions.CHILDREN)
          .mapToObj(it -> new Work(id + "-" + it, CHILD, seed + it, size)).toList();
    }

    private long chained(long value, int firstStep) {
      long chained = value;
      for (int i = 0; i < size; i++) {
        chained = CrashFunctions.next(chained, firstStep + i);
      }
      return chained;
    }
  }

  /// Invents an orchestration.
  static Work random(String id, RandomGenerator random) {
    int total = 0;
    for (Kind kind : values()) {
      total += kind.weight;
    }
    int dice = random.nextInt(total);
    for (Kind kind : values()) {
      dice -= kind.weight;
      if (dice < 0) {
        int size = kind == FAN_OUT ? kind.meanSize : 1 + random.nextInt(2 * kind.meanSize - 1);
        return new Work(id, kind, random.nextInt(SEEDS), size);
      }
    }
    throw new IllegalStateException("Expected a kind");
  }
}
