package dev.perdure.runtime.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.engine.state.Orchestration;
import dev.perdure.engine.state.Origin;
import dev.perdure.engine.state.Progress;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.InstanceState;
import dev.perdure.model.InstanceTimes;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.InstancePage;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.runtime.rows.BatchDraft;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.OrchestrationRow;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.HubIdentity;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.Snapshot;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class InstanceIndexTest {
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
  private static final int PARTITIONS = 5;
  private static final OrchestrationStatus[] STATUSES = OrchestrationStatus.values();

  private final MemoryStore store = MemoryStore.open(
      new MemoryStore.Disk(new HubIdentity("test", PARTITIONS, HubIdentity.CURRENT_FORMAT)));
  private final Map<String, Orchestration> all = new HashMap<>();

  @Test
  void pagesShowEachMatchOnceInTheOrderOfCreationAndId() {
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      put(random, "i" + random.nextInt(1_000), random.nextInt(20));
    }
    for (int i = 0; i < 400; i++) {
      InstanceFilter filter = filter(random);
      int pageSize = 1 + random.nextInt(i % 2 == 0 ? 7 : 400);

      assertThat(walk(filter, pageSize)).as("%s", filter)
          .containsExactlyElementsOf(expected(filter));
    }
  }

  @Test
  void idsOfOneInstantAreInTheOrderOfTheirBytes() {
    Random random = new Random(1);
    for (String id : List.of("b", "a", "aa", "a\uffff", "a😀", "A", "é", "a ", "a!")) {
      put(random, id, 0);
    }

    assertThat(walk(InstanceFilter.ALL, 1))
        .containsExactlyElementsOf(expected(InstanceFilter.ALL)).hasSize(9);
  }

  @Test
  void theLastPageSaysSo() {
    Random random = new Random(1);
    for (int i = 0; i < 10; i++) {
      put(random, "i" + i, i);
    }

    assertThat(page(InstanceFilter.ALL, 5, null).continuation()).isNotNull();
    String second = page(InstanceFilter.ALL, 5, null).continuation();
    assertThat(page(InstanceFilter.ALL, 5, second).instances()).hasSize(5);
    assertThat(page(InstanceFilter.ALL, 5, second).continuation()).isNull();
    assertThat(page(InstanceFilter.ALL, 10, null).continuation()).isNull();
  }

  @Test
  void aPageGoesOnWhereTheOneBeforeEndedAlthoughThatIsGone() {
    Random random = new Random(1);
    for (int i = 0; i < 10; i++) {
      put(random, "i" + i, i);
    }
    InstancePage first = page(InstanceFilter.ALL, 4, null);

    remove("i3");
    remove("i4");

    assertThat(page(InstanceFilter.ALL, 4, first.continuation()).instances())
        .extracting(InstanceState::instanceId).containsExactly("i5", "i6", "i7", "i8");
  }

  @Test
  void aPageEndsBeforeItIsTooLarge() {
    String megabyte = "é".repeat(1 << 19);
    for (int i = 0; i < 8; i++) {
      put(new Random(1), "i" + i, i, i == 4 ? megabyte.repeat(5) : megabyte);
    }

    List<List<String>> pages = new ArrayList<>();
    String continuation = null;
    do {
      InstancePage page = page(InstanceFilter.ALL, 1000, continuation);
      pages.add(page.instances().stream().map(InstanceState::instanceId).toList());
      continuation = page.continuation();
    } while (continuation != null);

    assertThat(pages).containsExactly(
        List.of("i0", "i1", "i2"), List.of("i3"), List.of("i4"), List.of("i5", "i6", "i7"));
  }

  @Test
  void whatIsNoPageIsRefused() {
    for (int size : new int[]{0, -1, InstanceQuery.MAX_PAGE_SIZE + 1}) {
      assertThatThrownBy(() -> page(InstanceFilter.ALL, size, null))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("page size");
    }
    for (String token : List.of("", "?", "YWJj", "OjphYQ", "eDp5")) {
      assertThatThrownBy(() -> page(InstanceFilter.ALL, 1, token))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("continuation token");
    }
  }

  private List<String> walk(InstanceFilter filter, int pageSize) {
    List<String> ids = new ArrayList<>();
    String continuation = null;
    do {
      InstancePage page = page(filter, pageSize, continuation);
      page.instances().forEach(state -> ids.add(state.instanceId()));
      continuation = page.continuation();
      assertThat(continuation == null || page.instances().size() == pageSize).isTrue();
    } while (continuation != null);
    return ids;
  }

  private InstancePage page(
      InstanceFilter filter, int pageSize, @Nullable String continuation) {
    try (Snapshot snapshot = store.snapshot()) {
      return InstanceIndex.page(
          snapshot, PARTITIONS, new InstanceQuery(filter, pageSize, continuation, false));
    }
  }

  private List<String> expected(InstanceFilter filter) {
    return all.values().stream()
        .filter(row -> matches(filter, row))
        .sorted(
            Comparator.comparing((Orchestration row) -> row.times().created())
                .thenComparing(
                    row -> row.execution().instanceId().getBytes(StandardCharsets.UTF_8),
                    Arrays::compareUnsigned))
        .map(row -> row.execution().instanceId())
        .toList();
  }

  private static boolean matches(InstanceFilter filter, Orchestration row) {
    Instant created = row.times().created();
    return (filter.statuses().isEmpty() || filter.statuses().contains(row.status()))
        && (filter.createdFrom() == null || created.compareTo(filter.createdFrom()) >= 0)
        && (filter.createdTo() == null || created.compareTo(filter.createdTo()) <= 0)
        && (filter.idPrefix() == null
            || row.execution().instanceId().startsWith(filter.idPrefix()))
        && (filter.name() == null || row.function().name().equals(filter.name()))
        && row.origin().tags().entrySet().containsAll(filter.tags().entrySet());
  }

  private static InstanceFilter filter(Random random) {
    Set<OrchestrationStatus> statuses = EnumSet.noneOf(OrchestrationStatus.class);
    for (int i = random.nextInt(3); i > 0; i--) {
      statuses.add(STATUSES[random.nextInt(STATUSES.length)]);
    }
    return new InstanceFilter(
        statuses,
        random.nextInt(3) == 0 ? NOON.plusSeconds(random.nextInt(10)).minusNanos(1) : null,
        random.nextInt(3) == 0 ? NOON.plusSeconds(10 + random.nextInt(10)).plusNanos(1) : null,
        random.nextInt(3) == 0 ? "i" + random.nextInt(10) : null,
        random.nextInt(3) == 0 ? "F" + random.nextInt(2) : null,
        random.nextInt(3) == 0 ? Map.of("t", "" + random.nextInt(2)) : Map.of());
  }

  private void put(Random random, String id, int second) {
    put(random, id, second, null);
  }

  private void put(Random random, String id, int second, @Nullable String customStatus) {
    remove(id);
    Orchestration row = new Orchestration(
        new ExecutionKey(id, "e"), new FunctionRef("F" + random.nextInt(2), null),
        STATUSES[random.nextInt(STATUSES.length)],
        new InstanceTimes(NOON.plusSeconds(second), NOON, null, null),
        new Origin(null, Map.of("t", "" + random.nextInt(2), "u", "x"), null), Progress.NONE,
        customStatus, List.of());
    all.put(id, row);
    write(row, true);
  }

  private void remove(String id) {
    Orchestration row = all.remove(id);
    if (row != null) {
      write(row, false);
    }
  }

  private void write(Orchestration row, boolean present) {
    String id = row.execution().instanceId();
    Instant created = row.times().created();
    BatchDraft draft = new BatchDraft();
    List<byte[]> entries = new ArrayList<>();
    // Instances of every status may be at work: an activity outlives its orchestrator.
    entries.add(Keys.byStatus(row.status(), id.hashCode() % 2 == 0, created, id));
    entries.add(Keys.byName(row.function().name(), created, id));
    row.origin().tags().forEach(
        (tag, value) -> entries.add(Keys.byTag(tag, value, created, id)));
    for (byte[] entry : entries) {
      if (present) {
        draft.put(entry, new byte[0]);
      } else {
        draft.delete(entry);
      }
    }
    if (present) {
      draft.put(Keys.instance(id), OrchestrationRow.encode(row));
    } else {
      draft.delete(Keys.instance(id));
    }
    int partition = Math.floorMod(id.hashCode(), PARTITIONS);
    store.commit(
        List.of(new Batch(partition, store.open(partition).epoch(), draft.writes())));
  }
}
