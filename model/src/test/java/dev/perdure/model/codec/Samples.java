package dev.perdure.model.codec;

import dev.perdure.model.Action;
import dev.perdure.model.EntityCaller;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.ParentInstance;
import dev.perdure.model.TraceContext;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One record of each kind with everything that it can hold. The golden files hold these very
/// records, so change none; add new ones.
final class Samples {
  static final Instant TIME = Instant.parse("2026-03-04T05:06:07.080910Z");
  static final FunctionRef FUNCTION = new FunctionRef("ChargeCard", "1.2");
  static final Map<String, String> TAGS = Map.of("team", "payments", "région", "", "a", "1");
  static final TraceContext TRACE = new TraceContext(
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=état");
  static final ExecutionKey EXECUTION = new ExecutionKey("order-4711",
      "0123456789abcdef0123456789abcdef");
  static final ParentInstance PARENT = new ParentInstance(
      new ExecutionKey("parent-1", "fedcba9876543210fedcba9876543210"),
      new FunctionRef("Checkout", "2"), 7, 1L << 40);

  static final EntityCaller CALLER = new EntityCaller(EXECUTION, 1L << 33);

  private Samples() {}

  static FailureDetails failure() {
    Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    properties.put("code", 402.0);
    properties.put("list", Arrays.asList(null, true, "x", List.of(), Map.of("k", -0.5)));
    properties.put("nothing", null);
    properties.put("retry", false);
    properties.put("text", "");
    return new FailureDetails("java.io.IOException", "Karte abgelehnt – 拒否", "at A\n\tat B",
        new FailureDetails("Inner", "", null, null, false, Map.of()), true, properties);
  }

  static Map<String, HistoryEvent> events() {
    Map<String, HistoryEvent> all = new LinkedHashMap<>();
    for (EventBody body : bodies()) {
      all.put(body.getClass().getSimpleName(), new HistoryEvent(all.size() - 1, TIME, body));
    }
    all.put(
        "EventRaised-answer",
        HistoryEvent.of(
            TIME, new EventBody.EventRaised("request-1", "{\"result\":\"42\"}", true)));
    return all;
  }

  private static List<EventBody> bodies() {
    return List.of(
        new EventBody.ExecutionStarted(
            EXECUTION, FUNCTION, "{\"n\":1}", PARENT, TIME.plusSeconds(60), TRACE, TAGS),
        new EventBody.ExecutionCompleted(OrchestrationStatus.FAILED, "\"partly\"", failure()),
        new EventBody.ExecutionTerminated("\"enough\"", true),
        new EventBody.ExecutionSuspended("pause"),
        new EventBody.ExecutionResumed("go on"),
        new EventBody.ExecutionRewound("try again"),
        new EventBody.OrchestratorStarted(),
        new EventBody.TaskScheduled(FUNCTION, "[1,2]", TRACE, TAGS),
        new EventBody.TaskCompleted(3, "{\"ok\":true}"),
        new EventBody.TaskFailed(4, failure()),
        new EventBody.SubOrchestrationCreated("child-1", FUNCTION, "null", TRACE, TAGS),
        new EventBody.SubOrchestrationCompleted(5, ""),
        new EventBody.SubOrchestrationFailed(6, failure()),
        new EventBody.TimerCreated(TIME.plusNanos(1)),
        new EventBody.TimerFired(-100, TIME.minusSeconds(1L << 36)),
        new EventBody.EventSent("other", "Approved", "true"),
        new EventBody.EventRaised("Approved", "true"),
        signal(),
        call(),
        new EventBody.EntityOperationCompleted("request-1", "42"),
        new EventBody.EntityOperationFailed("request-1", failure()),
        lockRequest(),
        new EventBody.EntityLockGranted("section-1"),
        unlock());
  }

  private static EventBody.EntityOperationSignaled signal() {
    return new EventBody.EntityOperationSignaled(
        "request-1", "Add", TIME.plusSeconds(5), "5", "@counter@Ä b");
  }

  private static EventBody.EntityOperationCalled call() {
    return new EventBody.EntityOperationCalled(
        "request-1", "Add", TIME.plusSeconds(5), "5", CALLER, "@counter@Ä b");
  }

  private static EventBody.EntityLockRequested lockRequest() {
    return new EventBody.EntityLockRequested(
        "section-1", List.of("@account@a", "@account@b"), 1, CALLER);
  }

  private static EventBody.EntityUnlockSent unlock() {
    return new EventBody.EntityUnlockSent("section-1", CALLER, "@account@a");
  }

  static Map<String, Action> actions() {
    List<HistoryEvent> carryover = List.of(
        HistoryEvent.of(TIME, new EventBody.EventRaised("Approved", "true")),
        HistoryEvent.of(TIME, new EventBody.EventRaised("Rejected", null)));
    Map<String, Action> all = new LinkedHashMap<>();
    for (Action action : List.of(
        new Action.ScheduleTask(0, FUNCTION, "[1,2]", TRACE, TAGS),
        new Action.CreateSubOrchestration(1, "child-1", FUNCTION, "null", TRACE, TAGS),
        new Action.CreateTimer(2, TIME),
        new Action.CancelTimer(3, 2),
        new Action.SendEvent(4, "other", "Approved", "true"),
        new Action.TerminateOrchestration(11, "other", "\"enough\"", true),
        new Action.CompleteOrchestration(
            5, OrchestrationStatus.FAILED, "1", failure(), List.of(0, 300, -1)),
        new Action.ContinueAsNew(6, "{}", "1.3", carryover),
        new Action.SignalEntity(7, signal()),
        new Action.CallEntity(8, call()),
        new Action.LockEntities(9, lockRequest()),
        new Action.UnlockEntity(10, unlock()))) {
      all.put(action.getClass().getSimpleName(), action);
    }
    return all;
  }
}
