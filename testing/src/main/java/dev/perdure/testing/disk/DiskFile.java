package dev.perdure.testing.disk;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/// A file: what is on the disk for sure, and the changes since, each of which may be there, be
/// missing, or be there in part.
///
/// A disk writes whole sectors. What was not synced may have reached it in any order, and the size
/// of the file may have changed before its bytes did; then there are zeros, or what the sector held
/// for somebody else.
final class DiskFile implements DiskNode {
  private static final int SECTOR = 512;
  private static final int WAYS = 4;

  private final Content durable;
  private final Deque<Change> pending = new ArrayDeque<>();
  private long changes;
  private long droppedUpTo;

  DiskFile(byte[] content) {
    durable = new Content(content);
  }

  /// What a process did to the file.
  ///
  /// @param number counts the changes of the file
  private record Change(long number, Edit edit) {}

  /// A change itself.
  sealed interface Edit {
    @SuppressWarnings("ArrayRecordComponent") // Never compared, and copied too often otherwise.
    record Write(long offset, byte[] bytes) implements Edit {}

    record Size(long size) implements Edit {}

    record Grow(long size) implements Edit {}

    record Zero(long offset, long length) implements Edit {}
  }

  void change(Edit edit) {
    pending.add(new Change(++changes, edit));
  }

  /// The number of the newest change.
  long changes() {
    return changes;
  }

  /// A sync that began when the given change was the newest has come to its end.
  void synced(long upTo) {
    while (!pending.isEmpty() && pending.peek().number() <= upTo) {
      Change change = pending.remove();
      if (change.number() > droppedUpTo) {
        apply(change.edit(), durable);
      }
    }
  }

  /// A sync has failed. The system forgets that what it should have written was ever changed, so
  /// that no later sync will write it.
  void syncFailed() {
    droppedUpTo = changes;
  }

  boolean isUnsynced() {
    return !pending.isEmpty();
  }

  /// The bytes as processes see them.
  byte[] now() {
    Content now = durable.copy();
    pending.forEach(it -> apply(it.edit(), now));
    return now.bytes();
  }

  /// The bytes as they may be after a cut.
  byte[] afterCut(RandomGenerator random, Cut.Count count) {
    if (pending.isEmpty()) {
      return durable.bytes();
    }
    count.unsyncedFiles++;
    Content content = durable.copy();
    int way = random.nextInt(WAYS);
    int kept = way == 0 ? 0 : way == 1 ? pending.size() : random.nextInt(pending.size() + 1);
    if (way == 3) {
      scatter(content, random, count);
    } else {
      keep(content, kept, random, count);
    }
    return content.bytes();
  }

  /// The first changes, and a part of the next.
  private void keep(Content content, int kept, RandomGenerator random, Cut.Count count) {
    int index = 0;
    for (Change change : pending) {
      if (index < kept) {
        apply(change.edit(), content);
        count.unsyncedBytes += size(change.edit());
      } else if (index == kept && change.edit() instanceof Edit.Write write) {
        int length = torn(write, content, random.nextInt(write.bytes().length + 1));
        content.write(write.offset(), write.bytes(), 0, length);
        count.tornFiles += length > 0 && length < write.bytes().length ? 1 : 0;
        count.lose(write.bytes().length, write.bytes().length - length);
      } else {
        count.lose(size(change.edit()), size(change.edit()));
      }
      index++;
    }
  }

  /// What is overwritten is torn between sectors only; the end of a file may be anywhere.
  private static int torn(Edit.Write write, Content content, int length) {
    boolean overwrites = write.offset() + length < content.size();
    int end = (int) ((write.offset() + length) % SECTOR);
    return overwrites ? Math.max(0, length - end) : length;
  }

  /// Sectors here and there, and a size between the old and the new.
  private void scatter(Content content, RandomGenerator random, Cut.Count count) {
    int old = content.size();
    int now = now().length;
    double share = random.nextDouble();
    boolean torn = false;
    for (Change change : pending) {
      if (change.edit() instanceof Edit.Write write) {
        long missing = scatter(write, content, random, share);
        torn |= missing > 0;
        count.lose(write.bytes().length, missing);
      } else if (random.nextDouble() < share) {
        apply(change.edit(), content);
      }
    }
    count.tornFiles += torn ? 1 : 0;
    if (random.nextBoolean()) {
      int size = Math.min(old, now) + random.nextInt(Math.abs(now - old) + 1);
      int grownFrom = content.size();
      content.resize(size);
      if (size > grownFrom && random.nextBoolean()) {
        byte[] noise = new byte[size - grownFrom];
        random.nextBytes(noise);
        content.write(grownFrom, noise, 0, noise.length);
      }
    }
  }

  /// Writes some of the sectors.
  ///
  /// @return how many bytes are missing
  private static long scatter(
      Edit.Write write, Content content, RandomGenerator random, double share) {
    long missing = 0;
    int from = 0;
    while (from < write.bytes().length) {
      int inSector = (int) ((write.offset() + from) % SECTOR);
      int length = Math.min(SECTOR - inSector, write.bytes().length - from);
      if (random.nextDouble() < share) {
        content.write(write.offset() + from, write.bytes(), from, length);
      } else {
        missing += length;
      }
      from += length;
    }
    return missing;
  }

  private static long size(Edit edit) {
    return edit instanceof Edit.Write write ? write.bytes().length : 0;
  }

  private static void apply(Edit edit, Content content) {
    switch (edit) {
      case Edit.Write it -> content.write(it.offset(), it.bytes(), 0, it.bytes().length);
      case Edit.Size it -> content.resize(it.size());
      case Edit.Grow it -> content.resize(Math.max(content.size(), it.size()));
      case Edit.Zero it -> content.zero(it.offset(), it.length());
    }
  }
}
