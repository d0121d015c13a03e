package dev.perdure.testing.simulation.chance;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One stream of bounded choices. It is recorded, so that the same choices can be had again from it
/// alone.
public final class Choices {
  private final int @Nullable [] given;
  private int[] made = new int[16];
  private long state;
  private int count;

  private Choices(long seed, int @Nullable [] given) {
    this.state = seed * 0xD1342543DE82EF95L + 0x632BE59BD9B4E019L;
    this.given = given;
  }

  /// The choices that a seed makes.
  static Choices ofSeed(long seed) {
    return new Choices(seed, null);
  }

  /// Choices that were recorded; after their end every choice is the first one.
  static Choices replay(int[] recorded) {
    return new Choices(0, recorded);
  }

  /// A number from 0 up to the bound, exclusive.
  public int below(int bound) {
    int choice;
    if (given != null) {
      choice = count < given.length ? Math.floorMod(given[count], bound) : 0;
    } else {
      choice = (int) ((next() >>> 33) % bound);
    }
    if (count == made.length) {
      made = Arrays.copyOf(made, count * 2);
    }
    made[count++] = choice;
    return choice;
  }

  /// True once in so many times; never if the number is 0.
  public boolean oneIn(int times) {
    return times > 0 && below(times) == times - 1;
  }

  /// A number within bounds, both inclusive.
  public int between(int least, int most) {
    return least + below(most - least + 1);
  }

  /// One of several.
  @SafeVarargs
  public final <T> T oneOf(T... options) {
    return options[below(options.length)];
  }

  /// What was chosen so far.
  int[] recorded() {
    return Arrays.copyOf(made, count);
  }

  /// How many choices were made so far.
  int count() {
    return count;
  }

  private long next() {
    state += 0x9E3779B97F4A7C15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /// One of several numbers.
  public int pick(int... options) {
    return options[below(options.length)];
  }
}
