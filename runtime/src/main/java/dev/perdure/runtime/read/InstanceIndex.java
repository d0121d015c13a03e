package dev.perdure.runtime.read;

import dev.perdure.engine.state.Orchestration;
import dev.perdure.model.InstanceState;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.InstancePage;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.Reads;
import dev.perdure.runtime.store.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lists instances in the order of (created, id) over all partitions. One index is walked, the one
/// that the filter narrows most; the instance's row decides the rest.
public final class InstanceIndex {
  private InstanceIndex() {}

  /// A page of the instances that match: as many as are asked for, or fewer if they are large.
  ///
  /// @throws IllegalArgumentException if the page size or the continuation is not valid
  public static InstancePage page(Snapshot snapshot, int partitions, InstanceQuery query) {
    if (query.pageSize() < 1 || query.pageSize() > InstanceQuery.MAX_PAGE_SIZE) {
      throw new IllegalArgumentException(
          "Expected a page size of 1 to " + InstanceQuery.MAX_PAGE_SIZE + ", but got "
              + query.pageSize());
    }
    PageToken after = PageToken.parse(query.continuation());
    List<InstanceState> found = new ArrayList<>();
    try (Merge merge = new Merge(snapshot, partitions, query.filter(), after)) {
      Hit hit = merge.next();
      PageRoom room = new PageRoom();
      while (hit != null && found.size() < query.pageSize()) {
        InstanceState state = InstanceReader.state(
            hit.rows, hit.orchestration, query.fetchPayloads());
        if (!room.takes(state)) {
          break;
        }
        found.add(state);
        hit = merge.next();
      }
      InstanceState last = found.isEmpty() || hit == null ? null : found.get(found.size() - 1);
      return new InstancePage(found, last == null ? null : PageToken.after(last).text());
    }
  }

  /// An instance that matches.
  private record Hit(Reads rows, Orchestration orchestration) {}

  /// The walk over one prefix of the index in one partition.
  private static final class Walk implements AutoCloseable {
    private final Reads rows;
    private final Cursor cursor;
    private final int prefixLength;
    private byte[] key = new byte[0];

    Walk(Reads rows, byte[] prefix, InstanceFilter filter, @Nullable PageToken after) {
      this.rows = rows;
      this.prefixLength = prefix.length;
      byte[] from = prefix;
      if (filter.createdFrom() != null) {
        from = Keys.at(prefix, Keys.micros(filter.createdFrom()));
      }
      if (after != null) {
        byte[] resume = Keys.at(prefix, after.created(), after.instanceId() + '\0');
        from = Arrays.compareUnsigned(from, resume) < 0 ? resume : from;
      }
      byte[] to = filter.createdTo() == null
          ? Keys.after(prefix)
          : Keys.at(prefix, Keys.micros(filter.createdTo()) + 1);
      this.cursor = rows.scan(from, to);
    }

    boolean advance() {
      boolean more = cursor.next();
      key = more ? cursor.key() : key;
      return more;
    }

    String instanceId() {
      return Keys.indexedId(key, prefixLength);
    }

    /// The order of (created, id) as the bytes of the keys have it, so that it is the same within a
    /// partition and between partitions.
    static int compare(Walk a, Walk b) {
      return Arrays.compareUnsigned(
          a.key, a.prefixLength, a.key.length, b.key, b.prefixLength, b.key.length);
    }

    @Override
    public void close() {
      cursor.close();
    }
  }

  /// All walks of a query, merged.
  private static final class Merge implements AutoCloseable {
    private final InstanceFilter filter;
    private final List<Walk> all = new ArrayList<>();
    private final PriorityQueue<Walk> waiting = new PriorityQueue<>(Walk::compare);

    Merge(
        Snapshot snapshot, int partitions, InstanceFilter filter, @Nullable PageToken after) {
      this.filter = filter;
      for (int partition = 0; partition < partitions; partition++) {
        Reads rows = snapshot.partition(partition);
        for (byte[] prefix : prefixes(filter)) {
          Walk walk = new Walk(rows, prefix, filter, after);
          all.add(walk);
          if (walk.advance()) {
            waiting.add(walk);
          }
        }
      }
    }

    @Nullable
    Hit next() {
      while (!waiting.isEmpty()) {
        Walk walk = waiting.remove();
        Reads rows = walk.rows;
        String instanceId = walk.instanceId();
        if (walk.advance()) {
          waiting.add(walk);
        }
        if (filter.idPrefix() == null || instanceId.startsWith(filter.idPrefix())) {
          Orchestration row = InstanceReader.row(rows, instanceId);
          if (row != null && matches(filter, row)) {
            return new Hit(rows, row);
          }
        }
      }
      return null;
    }

    @Override
    public void close() {
      all.forEach(Walk::close);
    }
  }

  private static List<byte[]> prefixes(InstanceFilter filter) {
    for (Map.Entry<String, String> tag : filter.tags().entrySet()) {
      return List.of(Keys.tagPrefix(tag.getKey(), tag.getValue()));
    }
    if (filter.name() != null) {
      return List.of(Keys.namePrefix(filter.name()));
    }
    Set<OrchestrationStatus> statuses = filter.statuses().isEmpty()
        ? EnumSet.allOf(OrchestrationStatus.class)
        : filter.statuses();
    List<byte[]> prefixes = new ArrayList<>();
    for (OrchestrationStatus status : statuses) {
      // What has ended may still be at work: its activities run on.
      prefixes.add(Keys.statusPrefix(status, false));
      prefixes.add(Keys.statusPrefix(status, true));
    }
    return prefixes;
  }

  private static boolean matches(InstanceFilter filter, Orchestration row) {
    Instant created = row.times().created();
    return (filter.statuses().isEmpty() || filter.statuses().contains(row.status()))
        && (filter.name() == null || filter.name().equals(row.function().name()))
        && (filter.createdFrom() == null || !created.isBefore(filter.createdFrom()))
        && (filter.createdTo() == null || !created.isAfter(filter.createdTo()))
        && row.origin().tags().entrySet().containsAll(filter.tags().entrySet());
  }
}
