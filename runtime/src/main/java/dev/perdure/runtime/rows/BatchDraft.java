package dev.perdure.runtime.rows;

import dev.perdure.runtime.store.Write;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A batch in the making. Only the last change of each key remains, and a row that comes and goes
/// within the batch leaves nothing: most mail is consumed before it is ever written.
public final class BatchDraft {
  private final Map<Key, Entry> entries = new LinkedHashMap<>();
  private final List<Write.DeleteRange> ranges = new ArrayList<>();
  private long bytes;

  /// Sets a row.
  public void put(byte[] key, byte[] value) {
    put(new Key(key), value, false);
  }

  /// Sets a row whose key has never been used before, neither in the store nor in another batch.
  public void putFresh(byte[] key, byte[] value) {
    put(new Key(key), value, true);
  }

  /// Removes a row.
  public void delete(byte[] key) {
    remove(key, Entry.DELETED);
  }

  /// Removes a row that was put exactly once, and whose key is not used again while it exists.
  public void deleteOnce(byte[] key) {
    remove(key, Entry.DELETED_ONCE);
  }

  /// Removes all rows that begin with a prefix, those of this batch included.
  public void deleteAll(byte[] prefix) {
    ranges.add(new Write.DeleteRange(prefix, Keys.after(prefix)));
  }

  /// About how many bytes the batch will take.
  public long bytes() {
    return bytes;
  }

  /// Whether there is nothing to write.
  public boolean isEmpty() {
    return entries.isEmpty() && ranges.isEmpty();
  }

  /// The writes, ready for the store. Ranges come last, since what they remove is never written
  /// again.
  public List<Write> writes() {
    List<Write> writes = new ArrayList<>(entries.size() + ranges.size());
    for (Map.Entry<Key, Entry> entry : entries.entrySet()) {
      writes.add(entry.getValue().write(entry.getKey().bytes));
    }
    writes.addAll(ranges);
    return writes;
  }

  private void remove(byte[] key, Entry removal) {
    Key wrapped = new Key(key);
    Entry old = entries.get(wrapped);
    if (old != null && old.fresh) {
      entries.remove(wrapped);
    } else {
      entries.put(wrapped, removal);
      bytes += key.length;
    }
  }

  private void put(Key key, byte[] value, boolean fresh) {
    Entry old = entries.put(key, new Entry(value, fresh));
    if (old != null && old.fresh && !fresh) {
      entries.put(key, new Entry(value, true));
    }
    bytes += key.bytes.length + value.length;
  }

  /// A key that compares by its bytes.
  private static final class Key {
    private final byte[] bytes;
    private final int hash;

    Key(byte[] bytes) {
      this.bytes = bytes;
      this.hash = Arrays.hashCode(bytes);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && hash == key.hash && Arrays.equals(bytes, key.bytes);
    }
  }

  /// What becomes of a key.
  private static final class Entry {
    private static final Entry DELETED = new Entry(null, false);
    private static final Entry DELETED_ONCE = new Entry(null, false);

    private final byte @Nullable [] value;
    private final boolean fresh;

    Entry(byte @Nullable [] value, boolean fresh) {
      this.value = value;
      this.fresh = fresh;
    }

    Write write(byte[] key) {
      if (value != null) {
        return new Write.Put(key, value);
      }
      return equals(DELETED_ONCE) ? new Write.DeleteOnce(key) : new Write.Delete(key);
    }
  }
}
