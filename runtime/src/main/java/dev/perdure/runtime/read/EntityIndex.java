package dev.perdure.runtime.read;

import dev.perdure.engine.state.EntityHeader;
import dev.perdure.model.request.EntityPage;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.runtime.rows.EntityRow;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.Reads;
import dev.perdure.runtime.store.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Lists entities in the order of their ids over all partitions. Their rows are in this order in
/// each partition, so that a prefix of ids is a range of keys.
public final class EntityIndex {
  private EntityIndex() {}

  /// A page of the entities that match: as many as are asked for, or fewer if they are large.
  ///
  /// @throws IllegalArgumentException if the page size is not valid
  public static EntityPage page(Snapshot snapshot, int partitions, EntityQuery query) {
    if (query.pageSize() < 1 || query.pageSize() > InstanceQuery.MAX_PAGE_SIZE) {
      throw new IllegalArgumentException(
          "Expected a page size of 1 to " + InstanceQuery.MAX_PAGE_SIZE + ", but got "
              + query.pageSize());
    }
    List<EntityState> found = new ArrayList<>();
    boolean more = false;
    try (Merge merge = new Merge(
        snapshot, partitions, prefix(query.idPrefix()), query.continuation(),
        row -> matches(query, row))) {
      Hit hit = merge.next();
      PageRoom room = new PageRoom();
      while (hit != null && found.size() < query.pageSize()) {
        EntityState state = EntityReader.state(hit.rows, hit.row, query.fetch());
        if (!room.takes(state)) {
          break;
        }
        found.add(state);
        hit = merge.next();
      }
      more = hit != null;
    }
    return new EntityPage(
        found, more ? found.get(found.size() - 1).id().instanceId() : null);
  }

  /// Visits the rows of all entities, empty ones included.
  public static void all(
      Snapshot snapshot, int partitions, Consumer<EntityHeader> visitor) {
    try (Merge merge = new Merge(snapshot, partitions, "", null, row -> true)) {
      for (Hit hit = merge.next(); hit != null; hit = merge.next()) {
        visitor.accept(hit.row);
      }
    }
  }

  /// The prefix with its name part in lower case, as ids have it.
  static String prefix(@Nullable String asked) {
    if (asked == null) {
      return "";
    }
    int end = asked.indexOf('@', 1);
    return end < 0
        ? asked.toLowerCase(Locale.ROOT)
        : asked.substring(0, end).toLowerCase(Locale.ROOT) + asked.substring(end);
  }

  private static boolean matches(EntityQuery query, EntityHeader row) {
    return (row.exists() || query.fetch().transients())
        && (row.lock() != null || !query.lockedOnly())
        && (query.lastModifiedFrom() == null
            || !row.lastModified().isBefore(query.lastModifiedFrom()))
        && (query.lastModifiedTo() == null
            || !row.lastModified().isAfter(query.lastModifiedTo()));
  }

  /// An entity that matches.
  private record Hit(Reads rows, EntityHeader row) {}

  /// The walk over one partition.
  private static final class Walk implements AutoCloseable {
    private final Reads rows;
    private final Cursor cursor;
    private byte[] key = new byte[0];

    Walk(Reads rows, byte[] from, byte[] to) {
      this.rows = rows;
      this.cursor = rows.scan(from, to);
    }

    boolean advance() {
      boolean more = cursor.next();
      key = more ? cursor.key() : key;
      return more;
    }

    EntityHeader row() {
      return EntityRow.decode(Keys.entityId(key), cursor.value());
    }

    static int compare(Walk a, Walk b) {
      return Arrays.compareUnsigned(a.key, b.key);
    }

    @Override
    public void close() {
      cursor.close();
    }
  }

  /// All walks of a query, merged.
  private static final class Merge implements AutoCloseable {
    private final Predicate<EntityHeader> filter;
    private final List<Walk> all = new ArrayList<>();
    private final PriorityQueue<Walk> waiting = new PriorityQueue<>(Walk::compare);

    Merge(
        Snapshot snapshot, int partitions, String prefix, @Nullable String after,
        Predicate<EntityHeader> filter) {
      this.filter = filter;
      byte[] from = Keys.entity(prefix);
      byte[] to = Keys.after(from);
      if (after != null) {
        byte[] resume = Keys.entity(after + '\0');
        from = Arrays.compareUnsigned(from, resume) < 0 ? resume : from;
      }
      for (int partition = 0; partition < partitions; partition++) {
        Walk walk = new Walk(snapshot.partition(partition), from, to);
        all.add(walk);
        if (walk.advance()) {
          waiting.add(walk);
        }
      }
    }

    @Nullable
    Hit next() {
      while (!waiting.isEmpty()) {
        Walk walk = waiting.remove();
        Hit hit = new Hit(walk.rows, walk.row());
        if (walk.advance()) {
          waiting.add(walk);
        }
        if (filter.test(hit.row)) {
          return hit;
        }
      }
      return null;
    }

    @Override
    public void close() {
      all.forEach(Walk::close);
    }
  }
}
