package dev.perdure.testing.simulation.check;

import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.state.Orchestration;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.work.WorkToken;
import dev.perdure.runtime.rows.MailRow;
import dev.perdure.runtime.rows.OpenTaskRow;
import dev.perdure.runtime.rows.OrchestrationRow;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What has become durable, batch by batch. It stands below the hub and outlives every crash: what
/// is not in here has never happened.
public final class Ledger {
  private final Findings findings;
  private final Map<ExecutionKey, ExecutionRecord> executions = new LinkedHashMap<>();
  private final Map<String, Orchestration> rows = new HashMap<>();
  private final Map<String, Map<Long, HistoryEvent>> mails = new HashMap<>();
  private final Set<String> texts = new HashSet<>();
  private final Set<ExecutionKey> started = new HashSet<>();
  private final Set<String> removed = new HashSet<>();
  private final Set<String> activities = new HashSet<>();
  private final Set<String> dropped = new HashSet<>();
  private final Set<String> begun = new HashSet<>();

  /// An empty ledger.
  public Ledger(Findings findings) {
    this.findings = findings;
  }

  /// Whether a start has become durable.
  public boolean started(ExecutionKey execution) {
    return started.contains(execution);
  }

  /// Whether a text has become durable: the payload of an event, the reason of a request.
  public boolean saw(String text) {
    return texts.contains(text);
  }

  /// Whether an instance has ever been removed, durably.
  public boolean removed(String instanceId) {
    return removed.contains(instanceId);
  }

  /// The durable row of an instance, or null.
  public @Nullable Orchestration row(String instanceId) {
    return rows.get(instanceId);
  }

  /// All instances that are durable now.
  public Collection<Orchestration> instances() {
    return rows.values();
  }

  /// The mails of an instance that are durable and not consumed.
  public List<HistoryEvent> mails(String instanceId) {
    return new ArrayList<>(mails.getOrDefault(instanceId, Map.of()).values());
  }

  /// The durable history of an execution.
  public List<HistoryEvent> history(ExecutionKey execution) {
    ExecutionRecord found = executions.get(execution);
    return found == null ? List.of() : found.events();
  }

  /// Whether an attempt at an activity has become durable.
  public boolean scheduled(WorkToken token, @Nullable String input) {
    return activities.contains(
        attempt(
            token.execution().instanceId(), token.execution().executionId(), token.sequence(),
            token.attempt(), input));
  }

  private static String attempt(
      String instanceId, String executionId, long sequence, int attempt, @Nullable String input) {
    return instanceId + " " + executionId + " " + sequence + " " + attempt + " " + input;
  }

  /// An orchestrator drops an event: it continues as new without what it has not consumed.
  public void dropped(String payload) {
    dropped.add(payload);
  }

  /// Whether any execution of an instance has completed with the result.
  boolean cameTo(String instanceId, @Nullable String result) {
    return executions.values().stream().anyMatch(
        execution -> execution.key().instanceId().equals(instanceId)
            && execution.completed() != null
            && Objects.equals(execution.completed().result(), result));
  }

  /// An attempt at an activity begins. Without faults, that happens once.
  public void begins(WorkToken token, boolean calm) {
    boolean first = begun.add(
        attempt(
            token.execution().instanceId(), token.execution().executionId(), token.sequence(),
            0, null));
    findings.check(first || !calm, Oracle.ACTIVITY, token + " runs again, although all is well");
  }

  Collection<ExecutionRecord> executions() {
    return executions.values();
  }

  /// A batch has become durable.
  public void committed(Batch batch, Instant now) {
    Map<String, List<HistoryEvent>> gone = new LinkedHashMap<>();
    Map<String, Orchestration> before = new HashMap<>();
    Set<String> kept = new HashSet<>();
    for (Write write : batch.writes()) {
      switch (write) {
        case Write.Put put -> put(RowKey.of(put.key()), put.value(), now, before, kept);
        case Write.Delete delete -> delete(RowKey.of(delete.key()), gone, before);
        case Write.DeleteOnce delete -> delete(RowKey.of(delete.key()), gone, before);
        case Write.DeleteRange unused -> {}
      }
    }
    gone.forEach((instanceId, events) -> judgeGone(instanceId, events, before, kept));
  }

  private void put(
      RowKey key, byte[] value, Instant now, Map<String, Orchestration> before, Set<String> kept) {
    switch (key.family()) {
      case HISTORY -> {
        ExecutionKey execution = new ExecutionKey(
            key.instanceId(), Objects.requireNonNull(key.executionId()));
        List<HistoryEvent> events = MailRow.decodeAll(value);
        executions.computeIfAbsent(execution, it -> new ExecutionRecord(it, findings))
            .append(key.number(), events, now);
        events.forEach(event -> note(event, kept));
        started.add(execution);
      }
      case ACTIVITY -> open(key.instanceId(), key.number(), value);
      case MAIL -> {
        HistoryEvent event = MailRow.decode(value);
        mails.computeIfAbsent(key.instanceId(), unused -> new LinkedHashMap<>())
            .put(key.number(), event);
        note(event, kept);
      }
      case INSTANCE -> {
        OrchestrationRow.activities(value)
            .forEach((sequence, activity) -> open(key.instanceId(), sequence, activity));
        Orchestration row = OrchestrationRow.decode(key.instanceId(), value);
        Orchestration old = rows.put(key.instanceId(), row);
        if (old != null) {
          before.putIfAbsent(key.instanceId(), old);
          judgeChange(old, row);
        }
      }
      default -> {}
    }
  }

  private void open(String instanceId, long sequence, byte[] task) {
    if (OpenTaskRow.decode(sequence, task) instanceof OpenTask.OpenActivity open) {
      activities.add(
          attempt(instanceId, open.executionId(), sequence, open.attempt(), open.input()));
    }
  }

  private void delete(
      RowKey key, Map<String, List<HistoryEvent>> gone, Map<String, Orchestration> before) {
    if (key.family() == RowKey.Family.MAIL) {
      HistoryEvent event = mails.getOrDefault(key.instanceId(), new HashMap<>())
          .remove(key.number());
      if (event != null) {
        gone.computeIfAbsent(key.instanceId(), unused -> new ArrayList<>()).add(event);
      }
    } else if (key.family() == RowKey.Family.INSTANCE) {
      Orchestration old = rows.remove(key.instanceId());
      removed.add(key.instanceId());
      if (old != null) {
        before.putIfAbsent(key.instanceId(), old);
      }
    }
  }

  private void note(HistoryEvent event, Set<String> kept) {
    EventBody body = event.body();
    String text = null;
    if (body instanceof EventBody.ExecutionStarted start) {
      started.add(start.execution());
    } else if (body instanceof EventBody.EventRaised raised) {
      text = raised.input();
    } else if (body instanceof EventBody.ExecutionSuspended suspended) {
      text = suspended.reason();
    } else if (body instanceof EventBody.ExecutionResumed resumed) {
      text = resumed.reason();
    } else if (body instanceof EventBody.ExecutionTerminated terminated) {
      text = terminated.output();
    } else if (body instanceof EventBody.ExecutionRewound rewound) {
      text = rewound.reason();
    }
    if (text != null) {
      texts.add(text);
      kept.add(text);
    }
  }

  private void judgeChange(Orchestration old, Orchestration now) {
    boolean changed = old.status().isTerminal()
        && old.execution().equals(now.execution())
        && old.status() != now.status();
    findings.check(!changed, Oracle.ENDED, "The ended " + old + " became " + now);
  }

  /// A mail may only go into the history, into the mail of a next execution, or with its instance.
  private void judgeGone(
      String instanceId, List<HistoryEvent> events, Map<String, Orchestration> before,
      Set<String> kept) {
    Orchestration old = before.get(instanceId);
    Orchestration now = rows.get(instanceId);
    boolean over = now == null || now.status().isTerminal()
        || (old != null && !old.times().created().equals(now.times().created()));
    for (HistoryEvent event : events) {
      if (!over && event.body() instanceof EventBody.EventRaised raised) {
        String payload = String.valueOf(raised.input());
        findings.check(kept.contains(payload) || dropped.contains(payload), Oracle.EVENT,
            "The event '" + payload + "' of " + now + " vanished");
      }
    }
  }
}
