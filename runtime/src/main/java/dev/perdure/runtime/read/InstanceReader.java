package dev.perdure.runtime.read;

import dev.perdure.engine.state.Orchestration;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.InstanceState;
import dev.perdure.model.ParentInstance;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.MailRow;
import dev.perdure.runtime.rows.OrchestrationRow;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.Reads;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads one instance from its rows.
public final class InstanceReader {
  private InstanceReader() {}

  /// The instance's row, or null.
  public static @Nullable Orchestration row(Reads rows, String instanceId) {
    byte[] row = rows.get(Keys.instance(instanceId));
    return row == null ? null : OrchestrationRow.decode(instanceId, row);
  }

  /// What a client may know of the instance.
  public static InstanceState state(Reads rows, Orchestration row, boolean fetchPayloads) {
    ParentInstance parent = row.origin().parent();
    return new InstanceState(
        row.execution(), row.function(), row.status(), row.times(), row.customStatus(),
        row.origin().tags(), parent == null ? null : parent.execution().instanceId(),
        fetchPayloads ? payloads(rows, row) : null);
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

  private static InstanceState.Payloads payloads(Reads rows, Orchestration row) {
    String input = null;
    String output = null;
    FailureDetails failure = null;
    int last = row.progress().rows() - 1;
    List<HistoryEvent> first = last < 0 ? mails(rows, row) : historyRow(rows, row, 0);
    for (HistoryEvent event : first) {
      if (event.body() instanceof EventBody.ExecutionStarted started) {
        input = started.input();
      }
    }
    if (row.status().isTerminal() && last >= 0) {
      for (HistoryEvent event : last == 0 ? first : historyRow(rows, row, last)) {
        if (event.body() instanceof EventBody.ExecutionCompleted completed) {
          output = completed.result();
          failure = completed.failure();
        }
      }
    }
    return new InstanceState.Payloads(input, output, failure);
  }

  private static List<HistoryEvent> historyRow(Reads rows, Orchestration row, int number) {
    byte[] value = rows.get(Keys.history(row.execution(), number));
    return value == null ? List.of() : MailRow.decodeAll(value);
  }

  /// The start of an execution that has not begun is still in its mail.
  private static List<HistoryEvent> mails(Reads rows, Orchestration row) {
    byte[] value = rows.get(Keys.mail(row.execution().instanceId(), row.progress().firstMail()));
    return value == null ? List.of() : List.of(MailRow.decode(value));
  }
}
