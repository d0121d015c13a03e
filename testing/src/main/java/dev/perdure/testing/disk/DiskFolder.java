package dev.perdure.testing.disk;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A directory: the names on the disk for sure, and the changes of names since.
final class DiskFolder implements DiskNode {
  private final Map<String, DiskNode> durable = new TreeMap<>();
  private final Map<String, DiskNode> now = new TreeMap<>();
  private final Deque<Change> pending = new ArrayDeque<>();

  /// Names that changed together, as in a renaming.
  ///
  /// @param number counts the changes of the whole disk
  /// @param names what each stands for now, null for nothing
  private record Change(long number, Map<String, @Nullable DiskNode> names) {}

  /// Adds what was there before.
  void found(String name, DiskNode node) {
    durable.put(name, node);
    now.put(name, node);
  }

  Map<String, DiskNode> now() {
    return Collections.unmodifiableMap(now);
  }

  void put(long number, String name, DiskNode node) {
    change(new Change(number, Map.of(name, node)));
  }

  void remove(long number, String name) {
    Map<String, @Nullable DiskNode> names = new HashMap<>();
    names.put(name, null);
    change(new Change(number, names));
  }

  void rename(long number, String from, String to, DiskNode node) {
    Map<String, @Nullable DiskNode> names = new HashMap<>();
    names.put(from, null);
    names.put(to, node);
    change(new Change(number, names));
  }

  private void change(Change change) {
    pending.add(change);
    apply(change, now);
  }

  /// The changes up to a number are on the disk for sure.
  void synced(long upTo) {
    while (!pending.isEmpty() && pending.peek().number() <= upTo) {
      apply(pending.remove(), durable);
    }
  }

  /// How many changes no sync has covered.
  int unsynced() {
    return pending.size();
  }

  /// The names as they may be after a cut, with the changes up to a number.
  Map<String, DiskNode> afterCut(long upTo, Cut.Count count) {
    Map<String, DiskNode> names = new TreeMap<>(durable);
    for (Change change : pending) {
      if (change.number() <= upTo) {
        apply(change, names);
      } else {
        count.lostNames++;
      }
    }
    return names;
  }

  /// The number of a change that no sync has covered.
  long numberOf(int index) {
    return pending.stream().skip(index).findFirst().orElseThrow().number();
  }

  private static void apply(Change change, Map<String, DiskNode> names) {
    change.names().forEach((name, node) -> {
      if (node == null) {
        names.remove(name);
      } else {
        names.put(name, node);
      }
    });
  }
}
