package dev.perdure.testing.simulation.chance;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The choices of a run, stream by stream. Zeros at the end of a stream say nothing and are left
/// out, since what is not given is the first choice.
public final class Recording implements Comparable<Recording> {
  private final SortedMap<String, int[]> streams = new TreeMap<>();

  /// A recording of the given streams.
  public Recording(SortedMap<String, int[]> streams) {
    streams.forEach(this::put);
  }

  private void put(String name, int[] values) {
    int end = values.length;
    while (end > 0 && values[end - 1] == 0) {
      end--;
    }
    if (end > 0) {
      streams.put(name, Arrays.copyOf(values, end));
    }
  }

  /// The names of the streams in which anything but the first choice was made.
  public List<String> names() {
    return List.copyOf(streams.keySet());
  }

  /// The choices of a stream.
  public int[] stream(String name) {
    return streams.getOrDefault(name, new int[0]).clone();
  }

  /// The same recording with another stream.
  public Recording with(String name, int[] values) {
    SortedMap<String, int[]> changed = new TreeMap<>(streams);
    changed.remove(name);
    Recording recording = new Recording(changed);
    recording.put(name, values);
    return recording;
  }

  /// How many choices are not the first one.
  public int weight() {
    return streams.values().stream()
        .mapToInt(values -> (int) IntStream.of(values).filter(value -> value != 0).count()).sum();
  }

  private int length() {
    return streams.values().stream().mapToInt(values -> values.length).sum();
  }

  private long sum() {
    return streams.values().stream().mapToLong(values -> IntStream.of(values).asLongStream().sum())
        .sum();
  }

  /// The simpler one comes first.
  @Override
  public int compareTo(Recording other) {
    int order = Integer.compare(weight(), other.weight());
    order = order == 0 ? Integer.compare(length(), other.length()) : order;
    order = order == 0 ? Long.compare(sum(), other.sum()) : order;
    return order == 0 ? toString().compareTo(other.toString()) : order;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Recording recording && toString().equals(recording.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /// The recording as one line of text, such as `clients:3,0*4,1;pauses:7`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    streams.forEach((name, values) -> {
      text.append(text.isEmpty() ? "" : ";").append(name).append(':');
      for (int at = 0; at < values.length;) {
        int run = runOfZeros(values, at);
        text.append(at == 0 ? "" : ",").append(values[at]);
        if (run > 1) {
          text.append('*').append(run);
        }
        at += Math.max(1, run);
      }
    });
    return text.toString();
  }

  private static int runOfZeros(int[] values, int from) {
    int end = from;
    while (end < values.length && values[end] == 0) {
      end++;
    }
    return end - from;
  }

  /// Reads the text of a recording.
  ///
  /// @throws IllegalArgumentException if it is none
  public static Recording parse(String text) {
    SortedMap<String, int[]> streams = new TreeMap<>();
    for (String stream : text.strip().split(";", -1)) {
      int colon = stream.indexOf(':');
      if (colon >= 0) {
        streams.put(stream.substring(0, colon), values(stream.substring(colon + 1)));
      } else if (!stream.isEmpty()) {
        throw new IllegalArgumentException("Expected 'name:choices', but got '" + stream + "'");
      }
    }
    return new Recording(streams);
  }

  private static int[] values(String text) {
    IntStream.Builder values = IntStream.builder();
    for (String value : text.split(",", -1)) {
      String[] parts = value.split("\\*", -1);
      int times = parts.length > 1 ? Integer.parseInt(parts[1]) : 1;
      for (int i = 0; i < times; i++) {
        values.add(Integer.parseInt(parts[0]));
      }
    }
    return values.build().toArray();
  }
}
