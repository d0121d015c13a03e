package dev.perdure.runtime.rows;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.EntityHeader;
import dev.perdure.engine.state.EntityLock;
import dev.perdure.engine.state.EntityProgress;
import dev.perdure.engine.state.Lane;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.state.Orchestration;
import dev.perdure.engine.state.Origin;
import dev.perdure.engine.state.Payload;
import dev.perdure.engine.state.Progress;
import dev.perdure.model.EntityCaller;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.InstanceTimes;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.ParentInstance;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.TraceContext;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.ReusePolicy;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One row of each kind with everything that it can hold, and one with as little as possible. The
/// golden files hold these very rows, so change none; add new ones.
final class SampleRows {
  static final Instant TIME = Instant.parse("2026-03-04T05:06:07.080910Z");
  static final long SEQUENCE = 1L << 33;
  static final String DIGEST = "00112233445566778899aabbccddeeff";

  private static final FunctionRef FUNCTION = new FunctionRef("ChargeCard", "1.2");
  private static final Map<String, String> TAGS = Map.of(
      "team", "payments", "région", "", "a", "1");
  private static final TraceContext TRACE = new TraceContext(
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=état");
  private static final ExecutionKey EXECUTION = new ExecutionKey(
      "order-4711", "0123456789abcdef0123456789abcdef");
  private static final ParentInstance PARENT = new ParentInstance(
      new ExecutionKey("parent-1", "fedcba9876543210fedcba9876543210"),
      new FunctionRef("Checkout", null), 7, 1L << 40);
  private static final FailureDetails FAILURE = new FailureDetails(
      "java.io.IOException", "Karte abgelehnt – 拒否", "at A\n\tat B",
      FailureDetails.of("Inner", ""), true, Map.of("code", 402.0));

  private static final EntityCaller CALLER = new EntityCaller(EXECUTION, SEQUENCE);

  private SampleRows() {}

  static Map<String, Orchestration> orchestrations() {
    Map<String, Orchestration> all = new LinkedHashMap<>();
    all.put("full", new Orchestration(
        EXECUTION, FUNCTION, OrchestrationStatus.FAILED,
        new InstanceTimes(
            TIME, TIME.plusSeconds(1), TIME.plusNanos(2), TIME.minusSeconds(1L << 33)),
        new Origin(PARENT, TAGS, TRACE),
        new Progress(3, 70_000, SEQUENCE, 5, 6, TIME.plusSeconds(3), 2, null), "{\"at\":1}",
        List.of(0, 3, -1)));
    for (OrchestrationStatus status : OrchestrationStatus.values()) {
      all.put(status.name(), new Orchestration(
          new ExecutionKey(EXECUTION.instanceId(), "e"), new FunctionRef("F", null), status,
          new InstanceTimes(TIME, TIME, null, null), new Origin(null, Map.of(), null),
          Progress.NONE, null, List.of()));
    }
    return all;
  }

  static Map<String, OpenTask> tasks() {
    Map<String, OpenTask> all = new LinkedHashMap<>();
    all.put("activity", new OpenTask.OpenActivity(
        SEQUENCE, 9, EXECUTION.executionId(), FUNCTION, Payload.of("[1,2]"), TAGS, TRACE, 3));
    all.put("activity-least", new OpenTask.OpenActivity(
        SEQUENCE, 0, "e", new FunctionRef("F", null), Payload.of(null), Map.of(), null, 1));
    all.put("child", new OpenTask.OpenChild(SEQUENCE, 4, EXECUTION));
    all.put("timer", new OpenTask.OpenTimer(SEQUENCE, 5, TIME.plusNanos(1)));
    all.put("call", new OpenTask.OpenCall(SEQUENCE, 6, "request-1", false));
    all.put("call-by-event", new OpenTask.OpenCall(SEQUENCE, 6, "request-1", true));
    all.put("lock", new OpenTask.OpenLock(
        SEQUENCE, 7, "section-1", List.of("@account@a", "@account@b"),
        OpenTask.OpenLock.Phase.REGAINED, false));
    all.put("lock-by-event", new OpenTask.OpenLock(
        SEQUENCE, 0, "s", List.of("@a@"), OpenTask.OpenLock.Phase.ASKED, true));
    all.put("lock-least", new OpenTask.OpenLock(
        SEQUENCE, 0, "s", List.of("@a@"), OpenTask.OpenLock.Phase.ASKED, false));
    all.put("timer-start", new OpenTask.OpenTimer(SEQUENCE, OpenTask.OpenTimer.START, TIME));
    return all;
  }

  static Map<String, Message.Sendable> messages() {
    Map<String, Message.Sendable> all = new LinkedHashMap<>();
    Message.StartOrchestration start = new Message.StartOrchestration(
        EXECUTION, FUNCTION, "{}", TIME, TAGS, TRACE, PARENT,
        new ReusePolicy(
            EnumSet.allOf(OrchestrationStatus.class), Set.of(OrchestrationStatus.PENDING)));
    all.put("start", start);
    all.put("start-least", new Message.StartOrchestration(
        EXECUTION, new FunctionRef("F", null), null, null, Map.of(), null, null,
        new ReusePolicy(Set.of(), Set.of())));
    all.put("raise", new Message.RaiseEvent("order-4711", "Approved", "true"));
    all.put("raise-least", new Message.RaiseEvent("order-4711", "Approved", null));
    all.put("terminate", new Message.TerminateOrchestration("order-4711", "e", "\"why\"", true));
    all.put("terminate-least",
        new Message.TerminateOrchestration("order-4711", null, null, false));
    all.put("rewind", new Message.RewindOrchestration("order-4711", "e2", "e1", "why", null));
    all.put("rewind-child",
        new Message.RewindOrchestration("order-4711", "e2", null, null, start));
    all.put("succeeded", new Message.CompleteChild(
        "parent-1", "e", SEQUENCE, "c", new TaskOutcome.Succeeded("1")));
    all.put("succeeded-least", new Message.CompleteChild(
        "parent-1", "e", 0, "c", new TaskOutcome.Succeeded(null)));
    all.put("failed", new Message.CompleteChild(
        "parent-1", "e", SEQUENCE, "c", new TaskOutcome.Failed(FAILURE)));
    all.put("signal-entity", new Message.SignalEntity(
        "@counter@a", new EventBody.EntityOperationSignaled("r", "add", TIME, "1", null)));
    all.put("call-entity", new Message.CallEntity(
        "@counter@a", new EventBody.EntityOperationCalled("r", "add", null, "1", CALLER, null)));
    all.put("lock-entity", new Message.LockEntity(
        new EventBody.EntityLockRequested("s", List.of("@a@1", "@a@2"), 1, CALLER)));
    all.put("unlock-entity", new Message.UnlockEntity(
        "@a@1", new EventBody.EntityUnlockSent("s", CALLER, null)));
    all.put("complete-call", new Message.CompleteCall(
        CALLER, "r", new TaskOutcome.Succeeded("1")));
    all.put("fail-call", new Message.CompleteCall(
        CALLER, "r", new TaskOutcome.Failed(FAILURE)));
    all.put("grant-lock", new Message.GrantLock(CALLER, "s", List.of("@a@1", "@a@2"), 1));
    return all;
  }

  static Map<String, EntityHeader> entities() {
    Map<String, EntityHeader> all = new LinkedHashMap<>();
    ExecutionKey execution = new ExecutionKey("@counter@a", EXECUTION.executionId());
    all.put("full", new EntityHeader(
        execution, TIME, true, new EntityLock("section-1", CALLER, null, true),
        new EntityProgress(
            SEQUENCE, new EntityProgress.Span(3, 100_003), new EntityProgress.Span(1, 2), 4, 5,
            6)));
    all.put("locked", new EntityHeader(
        execution, TIME, true, new EntityLock("section-1", CALLER, TIME, false),
        new EntityProgress(
            SEQUENCE, new EntityProgress.Span(3, 4), EntityProgress.Span.NONE, 0, 0, 0)));
    all.put("least", new EntityHeader(
        execution, TIME, false, null,
        new EntityProgress(
            0, EntityProgress.Span.NONE, EntityProgress.Span.NONE, 0, 0, 0)));
    return all;
  }

  static Map<String, Outcome> outcomes() {
    Map<String, Outcome> all = new LinkedHashMap<>();
    for (Outcome outcome : List.of(
        new Outcome.Accepted(EXECUTION),
        new Outcome.NoEffect(OrchestrationStatus.SUSPENDED, "it is Suspended"),
        new Outcome.Exists("order-4711", OrchestrationStatus.RUNNING),
        new Outcome.NotFound("order-4711"),
        new Outcome.Refused(OrchestrationStatus.COMPLETED, "it has ended"),
        new Outcome.Invalid("no"),
        new Outcome.TooLarge("too large"),
        new Outcome.Unavailable("gone"),
        new Outcome.Reused("another"))) {
      all.put(outcome.getClass().getSimpleName(), outcome);
    }
    return all;
  }

  static List<HistoryEvent> history() {
    return List.of(
        HistoryEvent.of(TIME, new EventBody.OrchestratorStarted()),
        HistoryEvent.of(TIME, new EventBody.EventRaised("Approved", "true")),
        new HistoryEvent(3, TIME, new EventBody.TimerCreated(TIME.plusSeconds(1))));
  }

  /// Every row as this release writes it, by the name of its file.
  static Map<String, byte[]> encoded() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    orchestrations().forEach(
        (name, row) -> all.put("orchestration-" + name, OrchestrationRow.encode(row)));
    all.put(
        "orchestration-at-work", OrchestrationRow.encode(
            orchestrations().values().iterator().next(),
            Map.of(SEQUENCE, OpenTaskRow.encode(tasks().values().iterator().next()))));
    tasks().forEach((name, task) -> all.put("task-" + name, OpenTaskRow.encode(task)));
    messages().forEach((name, sent) -> all.put("message-" + name, MessageRow.encode(sent)));
    outcomes().forEach(
        (name, outcome) -> all.put("outcome-" + name, new OutcomeRow(outcome, TIME, "").encode()));
    all.put(
        "outcome-with-digest",
        new OutcomeRow(new Outcome.Accepted(EXECUTION), TIME, DIGEST).encode());
    entities().forEach((name, row) -> all.put("entity-" + name, EntityRow.encode(row)));
    all.put("entity-state", EntityRow.encodeState("{\"ä\":1}"));
    all.put("call-answer", CallAnswerRow.encode(new TaskOutcome.Succeeded("1")));
    all.put("call-answer-failed", CallAnswerRow.encode(new TaskOutcome.Failed(FAILURE)));
    all.put("mail", MailRow.encode(history().get(1)));
    all.put("history", MailRow.encodeAll(history()));
    all.put("counter", CounterRow.encode(SEQUENCE));
    all.put("counter-zero", CounterRow.encode(0));
    keys().forEach((name, key) -> all.put("key-" + name, key));
    return all;
  }

  /// A key of each family.
  private static Map<String, byte[]> keys() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("meta", Keys.meta("clean"));
    all.put("instance", Keys.instance("région"));
    all.put("status", Keys.byStatus(OrchestrationStatus.SUSPENDED, false, TIME, "id"));
    all.put("status-at-work", Keys.byStatus(OrchestrationStatus.RUNNING, true, TIME, "id"));
    all.put("name", Keys.byName("ChargeCard", TIME, "id"));
    all.put("tag", Keys.byTag("team", "payments", TIME, "id"));
    all.put("history", Keys.history(EXECUTION, 0x01020304));
    all.put("mail", Keys.mail("id", SEQUENCE));
    all.put("activity", Keys.activity("id", SEQUENCE));
    all.put("waiting", Keys.waiting("id", SEQUENCE));
    all.put("timer", Keys.timer(TIME, "id", SEQUENCE));
    all.put("entity", Keys.entity("@counter@ä"));
    all.put("entity-state", Keys.entityState("@counter@ä"));
    all.put("operation", Keys.operation(Lane.QUEUE, "@a@", SEQUENCE));
    all.put("operation-owned", Keys.operation(Lane.OWNED, "@a@", SEQUENCE));
    all.put("delayed", Keys.delayed("@a@", SEQUENCE));
    all.put("call-answer", Keys.callAnswer("@a@", "request-1"));
    all.put("outbox", Keys.outbox(31, SEQUENCE));
    all.put("sent", Keys.sent(31));
    all.put("received", Keys.received(31));
    all.put("request", Keys.request("id", "request"));
    return all;
  }
}
