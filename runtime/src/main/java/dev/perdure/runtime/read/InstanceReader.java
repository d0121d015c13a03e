package dev.perdure.runtime.read;

import dev.perdure.engine.state.Orchestration;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.InstanceState;
import dev.perdure.model.ParentInstance;
import dev.perdure.model.codec.HistoryEventCodec;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.MailRow;
import dev.perdure.runtime.rows.OrchestrationRow;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.Reads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads one instance from its rows.
public final class InstanceReader {
  private InstanceReader() {}

  /// The instance's row, or null.
  public static @Nullable Orchestration row(Reads rows, String instanceId) {
    byte[] row = rows.get(Keys.instance(instanceId));
    return row == null ? null : OrchestrationRow.decode(instanceId, row);
  }

  /// What a client may know of an instance now.
  ///
  /// The rows are read one after the other and not of one moment. That is enough: rows of history
  /// never change, so that the only thing that can happen is that the instance has moved on and a
  /// row is gone, and then all is read again.
  public static Optional<InstanceState> state(
      Reads rows, String instanceId, boolean fetchPayloads) {
    Orchestration before = null;
    while (true) {
      Orchestration row = row(rows, instanceId);
      if (row == null) {
        return Optional.empty();
      }
      if (row.equals(before)) {
        throw new IllegalStateException(
            "Expected the rows of the instance " + instanceId + ", but some are missing");
      }
      before = row;
      if (!fetchPayloads) {
        return Optional.of(state(row, null));
      }
      InstanceState.Payloads payloads = payloads(rows, row);
      if (payloads != null) {
        return Optional.of(state(row, payloads));
      }
    }
  }

  /// What a client may know of an instance in a snapshot.
  public static InstanceState state(Reads snapshot, Orchestration row, boolean fetchPayloads) {
    return state(row, fetchPayloads ? payloads(snapshot, row) : null);
  }

  /// What a client may know of an instance without its payloads.
  public static InstanceState state(Orchestration row) {
    return state(row, null);
  }

  private static InstanceState state(
      Orchestration row, InstanceState.@Nullable Payloads payloads) {
    ParentInstance parent = row.origin().parent();
    return new InstanceState(
        row.execution(), row.function(), row.status(), row.times(), row.customStatus(),
        row.origin().tags(), parent == null ? null : parent.execution().instanceId(), payloads);
  }

  /// The events of the present execution, oldest first.
  public static List<HistoryEvent> history(Reads rows, Orchestration row) {
    List<HistoryEvent> events = new ArrayList<>();
    byte[] prefix = Keys.historyPrefix(row.execution());
    try (Cursor cursor = rows.scan(prefix, Keys.after(prefix))) {
      while (cursor.next()) {
        events.addAll(MailRow.decodeAll(cursor.value()));
      }
    }
    return events;
  }

  /// The first events of an execution as they are stored, or null if there are fewer by now: then
  /// the execution has been replaced.
  public static @Nullable HistoryRows historyRows(
      Reads rows, ExecutionKey execution, int events) {
    List<HistoryRows.Span> found = new ArrayList<>();
    int count = 0;
    byte[] prefix = Keys.historyPrefix(execution);
    try (Cursor cursor = rows.scan(prefix, Keys.after(prefix))) {
      while (count < events && cursor.next()) {
        byte[] row = cursor.value();
        found.add(HistoryRows.Span.all(row));
        count += HistoryEventCodec.count(MailRow.open(row));
      }
    }
    return count == events ? new HistoryRows(found) : null;
  }

  /// The payloads, or null if a row that the instance's row names is gone. Of all that stands in a
  /// row of history beside them nothing is decoded.
  private static InstanceState.@Nullable Payloads payloads(Reads rows, Orchestration row) {
    int last = row.progress().rows() - 1;
    if (last < 0) {
      byte[] mail = rows.get(
          Keys.mail(row.execution().instanceId(), row.progress().firstMail()));
      return mail == null ? null : payloads(start(mail), null);
    }
    byte[] first = historyRow(rows, row, 0);
    boolean ended = row.status().isTerminal();
    byte[] end = !ended || last == 0 ? first : historyRow(rows, row, last);
    if (first == null || end == null) {
      return null;
    }
    return payloads(
        HistoryEventCodec.started(MailRow.open(first)),
        HistoryEventCodec.completed(MailRow.open(end)));
  }

  private static InstanceState.Payloads payloads(
      EventBody.@Nullable ExecutionStarted start, EventBody.@Nullable ExecutionCompleted end) {
    return new InstanceState.Payloads(
        start == null ? null : start.input(),
        end == null ? null : end.result(),
        end == null ? null : end.failure());
  }

  private static byte @Nullable [] historyRow(Reads rows, Orchestration row, int number) {
    return rows.get(Keys.history(row.execution(), number));
  }

  /// The start of an execution that has not begun is still in its mail.
  private static EventBody.@Nullable ExecutionStarted start(byte[] mail) {
    return MailRow.decode(mail).body() instanceof EventBody.ExecutionStarted start ? start : null;
  }
}
