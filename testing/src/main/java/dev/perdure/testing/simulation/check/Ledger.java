package dev.perdure.testing.simulation.check;

import dev.perdure.engine.orchestration.Limits;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.state.Orchestration;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.work.WorkToken;
import dev.perdure.runtime.rows.MailRow;
import dev.perdure.runtime.rows.OpenTaskRow;
import dev.perdure.runtime.rows.OrchestrationRow;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.Write;
import dev.perdure.testing.simulation.program.OlderForm;
import dev.perdure.testing.simulation.program.Program;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What has become durable, batch by batch. It stands below the hub and outlives every crash: what
/// is not in here has never happened.
public final class Ledger {
  private final Findings findings;
  private final Consumer<String> sightings;
  private final Traffic traffic;
  private final Map<ExecutionKey, ExecutionRecord> executions = new LinkedHashMap<>();
  private final Map<String, Orchestration> rows = new HashMap<>();
  private final Map<String, Map<Long, HistoryEvent>> mails = new HashMap<>();
  private final Set<String> texts = new HashSet<>();
  private final Set<ExecutionKey> started = new HashSet<>();
  private final Map<ExecutionKey, String> inputs = new HashMap<>();
  private final Map<String, Integer> changes = new HashMap<>();
  private final Set<String> dropped = new HashSet<>();

  private final Attempts attempts;
  private final Removals removed;
  private final EntityLedger entities;

  /// An empty ledger.
  ///
  /// @param sightings hears of rare situations
  public Ledger(Findings findings, Consumer<String> sightings) {
    this.findings = findings;
    this.sightings = sightings;
    this.traffic = new Traffic(findings);
    this.attempts = new Attempts(findings);
    this.removed = new Removals(findings, sightings);
    this.entities = new EntityLedger(findings, sightings);
  }

  /// Which instances may be removed.
  public Removals removals() {
    return removed;
  }

  /// What has become durable of entities.
  public EntityLedger entities() {
    return entities;
  }

  /// Whether a start has become durable.
  public boolean started(ExecutionKey execution) {
    return started.contains(execution);
  }

  /// Whether a text has become durable: the payload of an event, the reason of a request.
  public boolean saw(String text) {
    return texts.contains(text) || entities.saw(text);
  }

  /// How often the row of an instance has changed, durably.
  public int changes(String instanceId) {
    return changes.getOrDefault(instanceId, 0);
  }

  /// The durable row of an instance, or null.
  public @Nullable Orchestration row(String instanceId) {
    return rows.get(instanceId);
  }

  /// All instances that are durable now.
  public Collection<Orchestration> instances() {
    return rows.values();
  }

  /// What each instance has come to: its status, and its result or the type of its failure.
  public SortedMap<String, String> ends() {
    SortedMap<String, String> ends = new TreeMap<>();
    rows.forEach((id, row) -> {
      ExecutionRecord found = executions.get(row.execution());
      EventBody.ExecutionCompleted completed = found == null ? null : found.completed();
      String end = row.status().label();
      if (completed != null) {
        end += " " + (completed.failure() == null
            ? completed.result()
            : completed.failure().message());
      }
      ends.put(id, end);
    });
    return ends;
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
    return attempts.scheduled(token, input);
  }

  /// An orchestrator drops an event: it continues as new without what it has not consumed.
  public void dropped(String payload) {
    sightings.accept("- event dropped at continue-as-new");
    dropped.add(payload);
  }

  /// Whether any execution of an instance has completed with the result.
  boolean cameTo(String instanceId, @Nullable String result) {
    return executions.values().stream().anyMatch(
        execution -> execution.key().instanceId().equals(instanceId)
            && execution.completed() != null
            && Objects.equals(execution.completed().result(), result));
  }

  /// An owner of a partition begins.
  public void owner(long incarnation) {
    attempts.owner(incarnation);
  }

  /// An attempt at an activity begins. Without faults, that happens once.
  public void begins(WorkToken token, boolean calm) {
    attempts.begins(token, calm);
  }

  Collection<ExecutionRecord> executions() {
    return executions.values();
  }

  /// A batch has become durable.
  ///
  /// @param now the latest time that any clock has shown
  public void committed(Batch batch, Instant now) {
    Reading reading = new Reading(now);
    for (Write write : batch.writes()) {
      switch (write) {
        case Write.Put put -> {
          attempts.put(put.key());
          put(RowKey.of(put.key()), put.value(), reading);
        }
        case Write.Delete delete -> delete(RowKey.of(delete.key()), reading);
        case Write.DeleteOnce delete -> delete(RowKey.of(delete.key()), reading);
        case Write.DeleteRange unused -> {}
      }
    }
    reading.gone.forEach((instanceId, events) -> judgeGone(instanceId, events, reading));
    reading.turns.forEach((instanceId, turn) -> judgeTurn(instanceId, turn, reading));
    traffic.committed(batch, reading.sent, reading);
    entities.committed(batch, reading.now, rows::get, this::begunAnew);
  }

  private void put(RowKey key, byte[] value, Reading reading) {
    switch (key.family()) {
      case HISTORY -> history(key, value, reading);
      case ACTIVITY -> open(key, key.number(), value);
      case MAIL -> {
        HistoryEvent event = OlderForm.meant(MailRow.decode(value));
        mails.computeIfAbsent(key.instanceId(), unused -> new LinkedHashMap<>())
            .put(key.number(), event);
        note(event, reading);
        entities.mail(key.instanceId(), event);
      }
      case INSTANCE -> instance(key, value, reading);
      default -> {}
    }
  }

  private void history(RowKey key, byte[] value, Reading reading) {
    ExecutionKey execution = new ExecutionKey(
        key.instanceId(), Objects.requireNonNull(key.executionId()));
    List<HistoryEvent> events = OlderForm.meant(MailRow.decodeAll(value));
    ExecutionRecord record = executions.computeIfAbsent(
        execution, it -> new ExecutionRecord(it, findings, sightings));
    record.append(key.number(), events, reading.now);
    events.forEach(event -> note(event, reading));
    boolean copied = record.rewound() && key.number() == 0;
    if (!copied) {
      reading.sent.addAll(events);
    }
    entities.history(execution, copied, events);
    reading.turns.put(key.instanceId(), events);
    started.add(execution);
  }

  private void instance(RowKey key, byte[] value, Reading reading) {
    OrchestrationRow.activities(value)
        .forEach((sequence, activity) -> open(key, sequence, activity));
    Orchestration row = OrchestrationRow.decode(key.instanceId(), value);
    Orchestration old = rows.put(key.instanceId(), row);
    changes.merge(key.instanceId(), 1, Integer::sum);
    reading.before.putIfAbsent(key.instanceId(), Optional.ofNullable(old));
    entities.row(old, row);
    bounded(row.progress().attempts() + 1, key);
    if (old != null) {
      judgeChange(old, row);
    }
  }

  private void open(RowKey key, long sequence, byte[] task) {
    if (OpenTaskRow.decode(sequence, task) instanceof OpenTask.OpenActivity open) {
      bounded(open.attempt(), key);
      attempts.scheduled(key.instanceId(), open);
    }
  }

  private void bounded(int attempt, RowKey key) {
    findings.check(attempt <= Limits.MAX_ATTEMPTS, Oracle.BOUND,
        () -> key + " is at attempt " + attempt);
    if (attempt > 1) {
      sightings.accept("- work tried again after an unclean end");
    }
  }

  private void delete(RowKey key, Reading reading) {
    if (key.family() == RowKey.Family.MAIL) {
      HistoryEvent event = mails.getOrDefault(key.instanceId(), new HashMap<>())
          .remove(key.number());
      if (event != null) {
        reading.gone.computeIfAbsent(key.instanceId(), unused -> new ArrayList<>()).add(event);
      }
    } else if (key.family() == RowKey.Family.INSTANCE) {
      Orchestration old = rows.remove(key.instanceId());
      removed.removed(key.instanceId(), old, reading.now);
      changes.merge(key.instanceId(), 1, Integer::sum);
      if (old != null) {
        reading.before.putIfAbsent(key.instanceId(), Optional.of(old));
        entities.row(old, null);
      }
    }
  }

  private void note(HistoryEvent event, Reading reading) {
    EventBody body = event.body();
    String text = null;
    if (body instanceof EventBody.ExecutionStarted start) {
      started.add(start.execution());
      entities.started(start.execution().instanceId());
      inputs.put(start.execution(), String.valueOf(start.input()));
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
      reading.kept.add(text);
    }
  }

  private void judgeChange(Orchestration old, Orchestration now) {
    boolean changed = old.status().isTerminal()
        && old.execution().equals(now.execution())
        && old.status() != now.status();
    findings.check(!changed, Oracle.ENDED, () -> "The ended " + old + " became " + now);
    boolean another = !old.execution().equals(now.execution());
    if (another && !old.status().isTerminal()) {
      sightings.accept(begunAnew(now) ? "- open instance replaced" : "- continued as new");
    } else if (another && old.times().created().equals(now.times().created())) {
      sightings.accept("- ended instance run again");
    }
  }

  /// Whether an execution is not one that goes on from another.
  private boolean begunAnew(Orchestration row) {
    String input = inputs.get(row.execution());
    return input != null && Program.Input.parse(input).generation() == 1;
  }

  private void judgeTurn(String instanceId, List<HistoryEvent> turn, Reading reading) {
    judgeOrder(instanceId, turn);
    Orchestration before = reading.before(instanceId);
    Orchestration after = rows.get(instanceId);
    if (before == null || after == null || after.status() != OrchestrationStatus.SUSPENDED) {
      return;
    }
    // A turn that has seen that its instance is suspended was not to be begun before that is over.
    sightings.accept("- turn committed while suspended");
    EventBody last = null;
    for (HistoryEvent event : turn) {
      boolean control = event.body() instanceof EventBody.ExecutionSuspended
          || event.body() instanceof EventBody.ExecutionResumed;
      last = control ? event.body() : last;
    }
    findings.check(!(last instanceof EventBody.ExecutionSuspended), Oracle.CONTROL,
        () -> "A turn of " + after + " was begun while it was suspended: " + turn);
  }

  /// What a suspension has held comes behind its resumption.
  private void judgeOrder(String instanceId, List<HistoryEvent> turn) {
    for (int i = 0; i < turn.size() - 1; i++) {
      boolean held = turn.get(i).body() instanceof EventBody.ExecutionSuspended
          && !(turn.get(i + 1).body() instanceof EventBody.ExecutionResumed);
      findings.check(!held, Oracle.CONTROL,
          () -> "Expected the resumption of '" + instanceId + "' before what was held, but got "
              + turn);
    }
  }

  /// A mail may only go into the history, into the mail of a next execution, or with its instance.
  private void judgeGone(String instanceId, List<HistoryEvent> events, Reading reading) {
    Orchestration old = reading.before(instanceId);
    Orchestration now = rows.get(instanceId);
    boolean over = now == null || now.status().isTerminal()
        || (old != null && !old.execution().equals(now.execution())
            && (begunAnew(now) || !old.times().created().equals(now.times().created())));
    for (HistoryEvent event : events) {
      if (!over && event.body() instanceof EventBody.EventRaised raised) {
        String payload = String.valueOf(raised.input());
        findings.check(reading.kept(payload), Oracle.EVENT,
            () -> "The event '" + payload + "' of " + now + " vanished");
        if (old != null && now != null && !old.execution().equals(now.execution())
            && mails(instanceId).stream().anyMatch(mail -> mail.body().equals(event.body()))) {
          sightings.accept("- event carried into the next execution");
        }
      }
    }
  }

  /// What is found while a batch is read.
  private final class Reading implements Traffic.Surroundings {
    private final Instant now;
    private final Map<String, List<HistoryEvent>> gone = new LinkedHashMap<>();
    private final Map<String, Optional<Orchestration>> before = new HashMap<>();
    private final Set<String> kept = new HashSet<>();
    private final List<HistoryEvent> sent = new ArrayList<>();
    private final Map<String, List<HistoryEvent>> turns = new LinkedHashMap<>();

    Reading(Instant now) {
      this.now = now;
    }

    @Override
    public @Nullable Orchestration before(String instanceId) {
      return before.containsKey(instanceId)
          ? before.get(instanceId).orElse(null)
          : rows.get(instanceId);
    }

    @Override
    public @Nullable Orchestration after(String instanceId) {
      return rows.get(instanceId);
    }

    @Override
    public boolean started(ExecutionKey execution) {
      return started.contains(execution);
    }

    @Override
    public boolean kept(String payload) {
      return kept.contains(payload) || dropped.contains(payload);
    }
  }
}
