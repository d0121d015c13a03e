package dev.perdure.testing.simulation.chance;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Looks for the simplest recording that still fails. Program, requests, delays and faults are all
/// choices, and so they all become fewer together: streams are emptied and cut short, spans of
/// choices are left out or replaced by first choices, and what remains is made smaller.
public final class Shrinker {
  private final Function<Recording, @Nullable Recording> failing;
  private final int mostRuns;
  private Recording best;
  private int runs;

  private Shrinker(
      Recording recording, Function<Recording, @Nullable Recording> failing, int mostRuns) {
    this.best = recording;
    this.failing = failing;
    this.mostRuns = mostRuns;
  }

  /// Shrinks a recording.
  ///
  /// @param failing runs a recording; answers what the run really chose if it still fails, and null
  ///     if it does not
  /// @param mostRuns after how many runs to be content with what was found
  public static Recording shrink(
      Recording recording, Function<Recording, @Nullable Recording> failing, int mostRuns) {
    Shrinker shrinker = new Shrinker(recording, failing, mostRuns);
    Recording before;
    do {
      before = shrinker.best;
      shrinker.round();
    } while (!before.equals(shrinker.best) && shrinker.runs < mostRuns);
    return shrinker.best;
  }

  private void round() {
    for (String name : best.names()) {
      tries(name, new int[0]);
      cutShort(name);
    }
    for (String name : best.names()) {
      clear(name);
    }
    for (String name : best.names()) {
      leaveOut(name);
    }
    for (String name : best.names()) {
      lower(name);
    }
  }

  /// Whether the recording with this stream still fails and is simpler.
  private boolean tries(String name, int[] values) {
    Recording candidate = best.with(name, values);
    if (runs >= mostRuns || candidate.compareTo(best) >= 0) {
      return false;
    }
    runs++;
    Recording chosen = failing.apply(candidate);
    if (chosen == null) {
      return false;
    }
    // A run that strayed may have chosen more than it was given.
    best = chosen.compareTo(candidate) < 0 ? chosen : candidate;
    return true;
  }

  private void cutShort(String name) {
    for (int cut = best.stream(name).length / 2; cut > 0; cut /= 2) {
      int[] values = best.stream(name);
      while (values.length > cut && tries(name, Arrays.copyOf(values, values.length - cut))) {
        values = best.stream(name);
      }
    }
  }

  /// Puts first choices in the place of others, many at a time and then fewer.
  private void clear(String name) {
    int[] places = places(name);
    for (int span = places.length; span > 0; span /= 2) {
      for (int from = 0; from < places.length; from += span) {
        int[] values = best.stream(name);
        for (int i = from; i < Math.min(from + span, places.length); i++) {
          if (places[i] < values.length) {
            values[places[i]] = 0;
          }
        }
        tries(name, values);
      }
    }
  }

  private int[] places(String name) {
    int[] values = best.stream(name);
    return IntStream.range(0, values.length).filter(at -> values[at] != 0).toArray();
  }

  private void leaveOut(String name) {
    for (int span = 16; span > 0; span /= 2) {
      for (int at = 0; at < best.stream(name).length;) {
        int[] values = best.stream(name);
        int end = Math.min(at + span, values.length);
        int[] shorter = new int[values.length - (end - at)];
        System.arraycopy(values, 0, shorter, 0, at);
        System.arraycopy(values, end, shorter, at, values.length - end);
        if (!tries(name, shorter)) {
          at += span;
        }
      }
    }
  }

  private void lower(String name) {
    for (int place : places(name)) {
      int[] values = best.stream(name);
      for (int smaller : new int[]{1, value(values, place) / 2, value(values, place) - 1}) {
        values = best.stream(name);
        if (smaller > 0 && value(values, place) > smaller) {
          values[place] = smaller;
          tries(name, values);
        }
      }
    }
  }

  private static int value(int[] values, int place) {
    return place < values.length ? values[place] : 0;
  }
}
