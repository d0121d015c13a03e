package dev.perdure.runtime.rows;

import dev.perdure.runtime.store.Write;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A batch in the making. Only the last change of each key remains, and a row that comes and goes
/// within the batch leaves nothing: most mail is consumed before it is ever written.
///
/// A key that is fresh may still have had a row before: an instance that is purged and started
/// again counts its mails and tasks from zero. If the batch removes that row first, both changes
/// remain, in their order. Otherwise the old row would be put twice, which [Write.DeleteOnce]
/// forbids, or come back when the fresh one goes.
public final class BatchDraft {
  private final Map<Key, Entry> entries = new LinkedHashMap<>();
  private final List<Write.DeleteRange> ranges = new ArrayList<>();
  private final List<Late> late = new ArrayList<>();
  private long bytes;

  /// Rows that are written once a batch, as they are when it is sealed. Nobody else writes them.
  public interface Late {

    /// Adds the rows to the batch.
    void writeTo(Consumer<Write> batch);
  }

  /// Lets rows be written when the batch is sealed.
  ///
  /// @param bytes about how many they will take
  public void late(Late rows, int bytes) {
    late.add(rows);
    this.bytes += bytes;
  }

  /// Sets a row.
  public void put(byte[] key, byte[] value) {
    put(new Key(key), value, false);
  }

  /// Sets a row whose key is not in use: it never was, or its row has been removed.
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
    return entries.isEmpty() && ranges.isEmpty() && late.isEmpty();
  }

  /// The writes, ready for the store; the batch takes no more. Ranges come last, since what they
  /// remove is never written again.
  public List<Write> writes() {
    List<Write> writes = new ArrayList<>(
        entries.size() + ranges.size() + 3 * late.size());
    for (Map.Entry<Key, Entry> entry : entries.entrySet()) {
      entry.getValue().addTo(writes, entry.getKey().bytes);
    }
    for (Late rows : late) {
      rows.writeTo(writes::add);
    }
    writes.addAll(ranges);
    return writes;
  }

  private void remove(byte[] key, Entry removal) {
    Key wrapped = new Key(key);
    Entry old = entries.get(wrapped);
    if (old == null || !old.fresh) {
      entries.put(wrapped, removal);
      bytes += key.length;
    } else if (old.removedBefore != null) {
      entries.put(wrapped, old.removedBefore);
    } else {
      entries.remove(wrapped);
    }
  }

  private void put(Key key, byte[] value, boolean fresh) {
    Entry old = entries.put(key, new Entry(value, fresh, null));
    if (old != null && (old.fresh || fresh)) {
      Entry removedBefore = old.value == null ? old : old.removedBefore;
      entries.put(key, new Entry(value, true, removedBefore));
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
    private static final Entry DELETED = new Entry(null, false, null);
    private static final Entry DELETED_ONCE = new Entry(null, false, null);

    private final byte @Nullable [] value;
    private final boolean fresh;
    private final @Nullable Entry removedBefore;

    /// @param value the row, or null if it is removed
    /// @param fresh whether removing the row leaves nothing to remove
    /// @param removedBefore how the batch removes the row that was there before a fresh one
    Entry(byte @Nullable [] value, boolean fresh, @Nullable Entry removedBefore) {
      this.value = value;
      this.fresh = fresh;
      this.removedBefore = removedBefore;
    }

    void addTo(List<Write> writes, byte[] key) {
      if (removedBefore != null) {
        removedBefore.addTo(writes, key);
      }
      if (value != null) {
        writes.add(new Write.Put(key, value));
      } else {
        writes.add(equals(DELETED_ONCE) ? new Write.DeleteOnce(key) : new Write.Delete(key));
      }
    }
  }
}
