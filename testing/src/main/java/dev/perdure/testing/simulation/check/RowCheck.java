package dev.perdure.testing.simulation.check;

import dev.perdure.engine.state.Orchestration;
import dev.perdure.model.ExecutionKey;
import dev.perdure.runtime.rows.CounterRow;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.OrchestrationRow;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.Reads;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Judges the rows of a disk on which everything is at rest: what belongs to nothing must not be
/// there.
public final class RowCheck {
  private static final byte[] FIRST = {0};
  private static final byte[] LAST = {(byte) 0xFF};

  private final MemoryStore store;
  private final Ledger ledger;
  private final Findings findings;
  private final Map<String, Orchestration> rows = new HashMap<>();
  private final Map<String, Integer> byStatus = new HashMap<>();

  private RowCheck(MemoryStore store, Ledger ledger, Findings findings) {
    this.store = store;
    this.ledger = ledger;
    this.findings = findings;
  }

  /// Judges a disk.
  public static void judge(MemoryStore.Disk disk, Ledger ledger, Findings findings) {
    try (MemoryStore copy = MemoryStore.open(disk.copy())) {
      RowCheck check = new RowCheck(copy, ledger, findings);
      int partitions = copy.hub().partitions();
      for (int partition = 0; partition < partitions; partition++) {
        check.instances(partition);
      }
      for (int partition = 0; partition < partitions; partition++) {
        check.others(partition);
      }
      check.compare();
      ledger.entities().atRest();
    }
  }

  private void instances(int partition) {
    try (Cursor cursor = store.reads(partition).scan(FIRST, LAST)) {
      while (cursor.next()) {
        RowKey key = RowKey.of(cursor.key());
        if (key.family() == RowKey.Family.INSTANCE) {
          findings.check(OrchestrationRow.activities(cursor.value()).isEmpty(), Oracle.LIVENESS,
              () -> "The row of " + key.instanceId() + " still has activities");
          rows.put(
              key.instanceId(), OrchestrationRow.decode(key.instanceId(), cursor.value()));
        }
      }
    }
  }

  private void others(int partition) {
    try (Cursor cursor = store.reads(partition).scan(FIRST, LAST)) {
      while (cursor.next()) {
        judge(partition, RowKey.of(cursor.key()), cursor.key());
      }
    }
  }

  private void judge(int partition, RowKey key, byte[] bytes) {
    String id = key.instanceId();
    Orchestration row = rows.get(id);
    boolean open = row != null && !row.status().isTerminal();
    switch (key.family()) {
      case HISTORY ->
        check(row != null
            && row.execution().equals(new ExecutionKey(id, String.valueOf(key.executionId())))
            && key.number() < row.progress().rows(), key, row);
      case MAIL -> check(open, key, row);
      case ACTIVITY ->
        // Nothing runs any more.
        findings.add(Oracle.LIVENESS, "The activity " + key + " of " + row + " is still open");
      case WAITING -> check(open, key, row);
      case TIMER -> check(waiting(partition, id, key.number()), key, row);
      case BY_STATUS -> {
        check(row != null && row.status().number() == key.number(), key, row);
        byStatus.merge(id, 1, Integer::sum);
      }
      case OUTBOX -> outbox(partition, bytes, key.number());
      case INSTANCE -> {}
      case RECEIVED -> {}
      // What an entity's own rows say, the ledger compares.
      case ENTITY, ENTITY_STATE -> {}
      case OPERATION, OWNED_OPERATION, DELAYED ->
        findings.add(Oracle.LIVENESS, "The operation " + key + " was never performed");
      case OTHER -> {}
    }
  }

  private boolean waiting(int partition, String id, long sequence) {
    return store.reads(partition).get(Keys.waiting(id, sequence)) != null;
  }

  private void outbox(int partition, byte[] key, long number) {
    Reads receiver = store.reads(Keys.numberAt(key, 1));
    byte[] received = receiver.get(Keys.received(partition));
    long upTo = received == null ? 0 : CounterRow.decode(received);
    findings.check(number <= upTo, Oracle.LIVENESS,
        () -> "Message " + number + " of partition " + partition + " to " + Keys.numberAt(key, 1)
            + " was never taken; the last one was " + upTo);
  }

  private void compare() {
    findings.check(rows.keySet().equals(byStatus.keySet())
        && byStatus.values().stream().allMatch(count -> count == 1), Oracle.ROWS,
        () -> "The index by status has " + byStatus + " and the instances are " + rows.keySet());
    Map<String, Orchestration> seen = new HashMap<>();
    ledger.instances().forEach(row -> seen.put(row.execution().instanceId(), row));
    findings.check(rows.equals(seen), Oracle.ROWS,
        () -> "The disk has " + rows.values() + ", but what became durable is " + seen.values());
  }

  private void check(boolean holds, RowKey key, @Nullable Orchestration row) {
    findings.check(holds, Oracle.ROWS, () -> "There is " + key + ", but the instance is " + row);
  }
}
