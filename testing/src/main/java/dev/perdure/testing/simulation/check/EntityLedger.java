package dev.perdure.testing.simulation.check;

import dev.perdure.engine.state.EntityHeader;
import dev.perdure.engine.state.Orchestration;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.TaskOutcome;
import dev.perdure.runtime.rows.EntityRow;
import dev.perdure.runtime.rows.MailRow;
import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.Write;
import dev.perdure.testing.simulation.program.Account;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What has become durable of entities, batch by batch, and the judges of it: it performs every
/// operation again by itself when the operation leaves its queue, and knows from there what each
/// state, each answer and each message has to be.
public final class EntityLedger {

  /// What a batch says of an execution.
  ///
  /// @param rewound whether it is what remains of the history of another one
  private record Turn(ExecutionKey execution, boolean rewound, List<HistoryEvent> events) {}

  /// A mail that a batch leaves.
  private record Mail(String instanceId, HistoryEvent event) {}

  /// A row of an instance before and after a batch.
  private record Change(@Nullable Orchestration old, @Nullable Orchestration now) {}

  private final Findings findings;
  private final Sends sends;
  private final Sections sections;
  private final Performing performing;
  private final SortedMap<String, EntityRecord> entities = new TreeMap<>();
  private final Set<String> texts = new HashSet<>();
  private final Map<ExecutionKey, List<Sends.Send>> leaving = new HashMap<>();
  private final List<Turn> turns = new ArrayList<>();
  private final List<Mail> mails = new ArrayList<>();
  private final List<Change> rows = new ArrayList<>();
  private final Set<String> begun = new HashSet<>();
  private long changes;

  EntityLedger(Findings findings, Consumer<String> sightings) {
    this.findings = findings;
    this.sends = new Sends(findings, sightings);
    this.sections = new Sections(findings, sightings);
    this.performing = new Performing(findings, sightings, sends, sections);
  }

  /// A client is going to ask for an operation.
  ///
  /// @param number one that grows from request to request
  public void asks(String text, String client, String entity, int number, @Nullable Instant due) {
    sends.mayCome(new Sends.Send(text, client, entity, number, due));
  }

  /// A client has heard that its operation was taken.
  public void taken(String text) {
    sends.mustCome(text);
  }

  /// A worker lets an operation signal another entity, not before a time.
  public void schedules(String text, Instant due) {
    performing.schedules(text, due);
  }

  /// An orchestrator sends this in a turn. If it continues as new in that turn, no history of it is
  /// kept.
  public void leaves(ExecutionKey execution, List<HistoryEvent> events, boolean continues) {
    List<Sends.Send> sent = new ArrayList<>();
    for (HistoryEvent event : events) {
      Sends.Send send = send(execution, event);
      if (send != null) {
        sent.add(send);
        sends.mayCome(send);
      }
    }
    if (continues) {
      leaving.put(execution, sent);
    }
  }

  /// Whether the text of an operation has become durable.
  public boolean saw(String text) {
    return texts.contains(text);
  }

  /// How a performed operation may have ended, or an empty list if it is not durably performed.
  public List<TaskOutcome> outcomes(String identity) {
    return performing.outcomes(identity);
  }

  /// Whether an answer is one that the operation may have.
  public boolean fits(String identity, TaskOutcome answer) {
    return outcomes(identity).stream().anyMatch(outcome -> same(outcome, answer));
  }

  /// The durable row of an entity, or null.
  public @Nullable EntityHeader header(String entity) {
    EntityRecord found = entities.get(entity);
    return found == null ? null : found.header();
  }

  /// The durable state of an entity, or null.
  public @Nullable String state(String entity) {
    EntityRecord found = entities.get(entity);
    return found == null ? null : found.state();
  }

  /// How many durable messages wait for an entity.
  public long backlog(String entity) {
    EntityRecord found = entities.get(entity);
    return found == null ? 0 : found.backlog();
  }

  /// The instances that wait for the lock of an entity, in order.
  public List<String> waitingForLock(String entity) {
    List<String> waiting = new ArrayList<>();
    EntityRecord found = entities.get(entity);
    for (HistoryEvent event : found == null ? List.<HistoryEvent>of() : found.queued()) {
      if (event.body() instanceof EventBody.EntityLockRequested request
          && request.caller() != null) {
        waiting.add(request.caller().execution().instanceId());
      }
    }
    return waiting;
  }

  /// The ids of all entities that were ever seen.
  public Collection<String> ids() {
    return entities.keySet();
  }

  /// The entities that are not at rest.
  public List<String> busy() {
    return entities.values().stream().filter(EntityRecord::busy).map(EntityRecord::toString)
        .toList();
  }

  /// Whether operations wait for their time.
  public boolean hasDelayed() {
    return entities.values().stream().anyMatch(EntityRecord::hasDelayed);
  }

  /// Whether an entity belongs to another execution, or is on its way from or to one.
  public boolean lockedForOthers(ExecutionKey execution) {
    return entities.values().stream().anyMatch(entity -> {
      EntityHeader header = entity.header();
      return header != null && header.lock() != null
          && !header.lock().owner().execution().equals(execution);
    });
  }

  /// Whether an execution waits for locks that it had before a rewind.
  public boolean regains(ExecutionKey execution) {
    return sections.regains(execution);
  }

  /// How often anything about entities has changed.
  public long changes() {
    return changes;
  }

  /// Whether every orchestration that operations start was started, and every operation performed.
  void atRest() {
    findings.check(sends.outstanding().isEmpty(), Oracle.EFFECT,
        () -> "These operations were sent and never performed: " + sends.outstanding());
    Set<String> missing = new TreeSet<>(performing.starts());
    missing.removeAll(begun);
    findings.check(missing.isEmpty(), Oracle.EFFECT,
        () -> "These orchestrations were to be started by entities: " + missing);
    for (EntityRecord entity : entities.values()) {
      EntityHeader header = entity.header();
      findings.check(!entity.busy(), Oracle.LIVENESS, () -> "Not at rest is " + entity);
      boolean right = header == null
          ? entity.state() == null
          : header.exists() && entity.state() != null && header.progress().delayed() == 0
              && header.progress().queue().size() == 0 && header.progress().owned().size() == 0;
      findings.check(right, Oracle.ROWS, () -> "At rest there is " + entity);
    }
  }

  /// The start of an instance has become durable.
  void started(String instanceId) {
    begun.add(instanceId);
  }

  /// A row of history has become durable.
  void history(ExecutionKey execution, boolean rewound, List<HistoryEvent> events) {
    turns.add(new Turn(execution, rewound, events));
  }

  /// A mail has become durable.
  void mail(String instanceId, HistoryEvent event) {
    if (isAnswer(event.body())) {
      mails.add(new Mail(instanceId, event));
    }
  }

  /// The row of an instance has changed, has come, or is no more.
  void row(@Nullable Orchestration old, @Nullable Orchestration now) {
    rows.add(new Change(old, now));
  }

  private static boolean isAnswer(EventBody body) {
    return body instanceof EventBody.EntityOperationCompleted
        || body instanceof EventBody.EntityOperationFailed
        || body instanceof EventBody.EntityLockGranted;
  }

  /// All of a batch has been read: now what entities did, and then what orchestrations heard.
  ///
  /// @param present the row of an instance after the batch
  /// @param begunAnew whether an execution is not one that goes on from another
  void committed(
      Batch batch, Instant now, Function<String, @Nullable Orchestration> present,
      Predicate<Orchestration> begunAnew) {
    Set<EntityRecord> touched = new LinkedHashSet<>();
    for (Write write : batch.writes()) {
      switch (write) {
        case Write.Put put -> read(RowKey.of(put.key()), put.value(), touched);
        case Write.Delete delete -> read(RowKey.of(delete.key()), null, touched);
        case Write.DeleteOnce delete -> read(RowKey.of(delete.key()), null, touched);
        case Write.DeleteRange unused -> {}
      }
    }
    changes += touched.size();
    touched.forEach(entity -> performing.judge(entity, now));
    turns.forEach(this::turn);
    for (Mail mail : mails) {
      Orchestration row = present.apply(mail.instanceId());
      if (row != null) {
        answered(row.execution(), mail.event().body());
        sections.heard(row.execution(), mail.event().body());
      }
    }
    for (Change change : rows) {
      changed(change.old(), change.now(), begunAnew);
    }
    turns.clear();
    mails.clear();
    rows.clear();
    sections.compare(this::header);
  }

  private void read(RowKey key, byte @Nullable [] value, Set<EntityRecord> touched) {
    switch (key.family()) {
      case ENTITY -> touch(key, touched).header(
          value == null ? null : EntityRow.decode(key.instanceId(), value));
      case ENTITY_STATE ->
        touch(key, touched).state(value == null ? null : EntityRow.decodeState(value));
      case OPERATION, OWNED_OPERATION, DELAYED -> {
        HistoryEvent event = value == null ? null : MailRow.decode(value);
        touch(key, touched).operation(key, event);
        if (event != null && EntityRecord.isOperation(event.body())) {
          texts.add(EntityRecord.request(event).identity());
        }
      }
      default -> {}
    }
  }

  private EntityRecord touch(RowKey key, Set<EntityRecord> touched) {
    EntityRecord entity = entities.computeIfAbsent(key.instanceId(), EntityRecord::new);
    if (touched.add(entity)) {
      entity.begin();
    }
    return entity;
  }

  private void turn(Turn turn) {
    if (turn.rewound()) {
      sections.rewound(turn.execution(), turn.events());
      return;
    }
    for (HistoryEvent event : turn.events()) {
      Sends.Send send = send(turn.execution(), event);
      if (send != null) {
        sends.mustCome(send);
      }
      answered(turn.execution(), event.body());
    }
    sections.turn(turn.execution(), turn.events());
  }

  private static Sends.@Nullable Send send(ExecutionKey execution, HistoryEvent event) {
    String sender = execution.toString();
    return switch (event.body()) {
      case EventBody.EntityOperationSignaled it -> new Sends.Send(
          String.valueOf(it.input()), sender, String.valueOf(it.targetInstanceId()),
          event.eventId(), it.scheduledTime());
      case EventBody.EntityOperationCalled it -> new Sends.Send(
          Account.Request.called(execution.executionId(), it.requestId()), sender,
          String.valueOf(it.targetInstanceId()), event.eventId(), it.scheduledTime());
      default -> null;
    };
  }

  private void answered(ExecutionKey execution, EventBody body) {
    if (body instanceof EventBody.EntityOperationCompleted it) {
      answered(execution, it.requestId(), new TaskOutcome.Succeeded(it.output()));
    } else if (body instanceof EventBody.EntityOperationFailed it) {
      answered(execution, it.requestId(), new TaskOutcome.Failed(it.failure()));
    }
  }

  private void answered(ExecutionKey execution, String requestId, TaskOutcome outcome) {
    String identity = Account.Request.called(execution.executionId(), requestId);
    findings.check(fits(identity, outcome), Oracle.EFFECT,
        () -> execution + " heard of '" + identity + "' " + outcome + ", but it came to "
            + outcomes(identity));
  }

  private static boolean same(TaskOutcome one, TaskOutcome other) {
    if (one instanceof TaskOutcome.Failed failed && other instanceof TaskOutcome.Failed again) {
      return failed.failure().errorType().equals(again.failure().errorType());
    }
    return one.equals(other);
  }

  private void changed(
      @Nullable Orchestration old, @Nullable Orchestration now,
      Predicate<Orchestration> begunAnew) {
    boolean goesOn = old != null && now != null && now.execution().equals(old.execution());
    if (old != null && !goesOn) {
      // Within a batch an instance may be replaced and then continue as new.
      boolean continued = now != null && !old.status().isTerminal() && !begunAnew.test(now)
          && old.times().created().equals(now.times().created());
      sections.ended(old.execution(), continued ? "continue-as-new" : "replacement");
      List<Sends.Send> sent = leaving.remove(old.execution());
      if (sent != null && continued) {
        sent.forEach(send -> sends.mustCome(send.identity()));
      }
    }
    if (now != null && now.status().isTerminal()) {
      sections.ended(now.execution(), now.status().label());
    }
  }
}
