package dev.perdure.testing.simulation.check;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.Orchestration;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.runtime.rows.CounterRow;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.MessageRow;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Judges what partitions send each other, as their batches tell it: consecutive numbers, nothing
/// taken that was not durably sent, nothing forgotten that was not durably taken, and every event
/// either in the mail of its target or dropped because nobody was there.
final class Traffic {

  /// What a batch says beside its messages.
  interface Surroundings {

    /// The row of an instance before the batch.
    @Nullable
    Orchestration before(String instanceId);

    /// Its row after the batch.
    @Nullable
    Orchestration after(String instanceId);

    /// Whether the batch or a turn says what became of an event.
    boolean kept(String payload);

    /// Whether an execution has ever been started.
    boolean started(ExecutionKey execution);
  }

  /// The way from one partition to another.
  private record Lane(int from, int to) {}

  private final Findings findings;
  private final Map<Lane, NavigableMap<Long, Message.Sendable>> sent = new HashMap<>();
  private final Map<Lane, Long> received = new HashMap<>();

  Traffic(Findings findings) {
    this.findings = findings;
  }

  /// A batch has become durable.
  ///
  /// @param events the events that executions sent in it
  void committed(Batch batch, List<HistoryEvent> events, Surroundings around) {
    List<Message.Sendable> leaving = new ArrayList<>();
    for (Write write : batch.writes()) {
      switch (write) {
        case Write.Put put -> put(batch.partition(), put, leaving, around);
        case Write.Delete delete -> deleted(batch.partition(), delete.key());
        case Write.DeleteOnce delete -> deleted(batch.partition(), delete.key());
        case Write.DeleteRange unused -> {}
      }
    }
    for (HistoryEvent event : events) {
      if (event.body() instanceof EventBody.EventSent it) {
        Predicate<Message.Sendable> same = message -> message instanceof Message.RaiseEvent raise
            && raise.instanceId().equals(it.instanceId())
            && String.valueOf(it.input()).equals(raise.input());
        if (leaving.stream().noneMatch(same)) {
          judge(it.instanceId(), String.valueOf(it.input()), around);
        }
      }
    }
  }

  private void put(
      int partition, Write.Put put, List<Message.Sendable> leaving, Surroundings around) {
    RowKey key = RowKey.of(put.key());
    if (key.family() == RowKey.Family.OUTBOX) {
      Message.Sendable message = MessageRow.decode(put.value());
      leaving.add(message);
      NavigableMap<Long, Message.Sendable> lane = sent.computeIfAbsent(
          new Lane(partition, Keys.numberAt(put.key(), 1)), unused -> new TreeMap<>());
      long last = lane.isEmpty() ? 0 : lane.lastKey();
      findings.check(key.number() == last + 1, Oracle.MESSAGE,
          () -> "Partition " + partition + " numbers a message " + key.number() + " after " + last);
      lane.put(key.number(), message);
    } else if (key.family() == RowKey.Family.RECEIVED) {
      take(new Lane(Keys.numberAt(put.key(), 1), partition), CounterRow.decode(put.value()),
          around);
    }
  }

  private void take(Lane lane, long upTo, Surroundings around) {
    NavigableMap<Long, Message.Sendable> messages = sent.getOrDefault(lane, new TreeMap<>());
    long before = received.getOrDefault(lane, 0L);
    findings.check(upTo > before && messages.containsKey(upTo), Oracle.MESSAGE,
        () -> lane + " took messages up to " + upTo + " after " + before + ", of which are durable "
            + messages.keySet());
    received.put(lane, upTo);
    messages.subMap(before, false, upTo, true).values().forEach(message -> {
      if (message instanceof Message.RaiseEvent raise) {
        judge(raise.instanceId(), String.valueOf(raise.input()), around);
      } else if (message instanceof Message.StartOrchestration start) {
        String id = start.instanceId();
        boolean taken = around.started(start.execution())
            || around.before(id) != null || around.after(id) != null;
        findings.check(taken, Oracle.MESSAGE,
            () -> lane + " took " + start + ", but nothing came of it");
      }
    });
  }

  private void judge(String target, String payload, Surroundings around) {
    Orchestration before = around.before(target);
    Orchestration after = around.after(target);
    boolean open = before != null && after != null
        && !before.status().isTerminal() && !after.status().isTerminal()
        && before.execution().equals(after.execution());
    findings.check(!open || around.kept(payload), Oracle.MESSAGE,
        () -> "The event '" + payload + "' was sent to " + after + ", but did not come there");
  }

  private void deleted(int partition, byte[] bytes) {
    RowKey key = RowKey.of(bytes);
    if (key.family() == RowKey.Family.OUTBOX) {
      Lane lane = new Lane(partition, Keys.numberAt(bytes, 1));
      findings.check(key.number() <= received.getOrDefault(lane, 0L), Oracle.MESSAGE,
          () -> lane + " forgot message " + key.number() + ", but only "
              + received.getOrDefault(lane, 0L) + " were taken");
    }
  }
}
