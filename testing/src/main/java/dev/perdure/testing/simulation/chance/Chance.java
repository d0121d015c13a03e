package dev.perdure.testing.simulation.chance;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All chance of a run: one stream of choices for each part of it that chooses. The parts do not
/// share a stream, so that a run that is left a crash or a statement shorter has the rest of its
/// chance unchanged; that is what lets [Shrinker] find small runs.
public final class Chance {
  private final long seed;
  private final @Nullable Recording given;
  private final Map<String, Choices> streams = new TreeMap<>();
  private long uniques;

  private Chance(long seed, @Nullable Recording given) {
    this.seed = seed;
    this.given = given;
  }

  /// The chance that a seed makes.
  public static Chance ofSeed(long seed) {
    return new Chance(seed, null);
  }

  /// Chance that was recorded; after the end of a stream every choice is the first one.
  public static Chance replay(Recording recording) {
    return new Chance(0, recording);
  }

  /// The stream of a part; always the same one for a name.
  public Choices of(String name) {
    return streams.computeIfAbsent(
        name,
        it -> given == null
            ? Choices.ofSeed((seed * 0x9E3779B97F4A7C15L) ^ (it.hashCode() * 0xC2B2AE3D27D4EB4FL))
            : Choices.replay(given.stream(it)));
  }

  /// A number that comes only once in a run. It is not chosen: ids have to differ in small runs,
  /// too.
  public long unique() {
    long z = ++uniques * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /// What was chosen so far.
  public Recording recorded() {
    SortedMap<String, int[]> recorded = new TreeMap<>();
    streams.forEach((name, choices) -> recorded.put(name, choices.recorded()));
    return new Recording(recorded);
  }

  /// How many choices were made so far.
  public int count() {
    return streams.values().stream().mapToInt(Choices::count).sum();
  }
}
