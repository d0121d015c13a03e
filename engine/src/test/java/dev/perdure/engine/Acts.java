package dev.perdure.engine;

import dev.perdure.engine.message.Message;
import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.ParentInstance;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.request.ReusePolicy;
import dev.perdure.model.work.TurnResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The messages and actions of the tests, with everything that a test does not care about filled
/// in.
final class Acts {
  /// The instance of most tests.
  static final String ID = "order-1";

  /// Its first execution.
  static final String FIRST = "0123456789abcdef0123456789abcdef";

  /// The one that a test lets follow.
  static final String SECOND = "fedcba9876543210fedcba9876543210";

  static final FunctionRef ORDER = new FunctionRef("Order", "1.0");

  static final TaskOutcome SUCCESS = new TaskOutcome.Succeeded("\"done\"");

  static final FailureDetails FAILURE = new FailureDetails(
      "java.io.IOException", "Disk full", "at Here.there",
      FailureDetails.of("Cause", "Inner"), false, Map.of("code", 7.0));

  private Acts() {}

  static Message.StartOrchestration start() {
    return start(ID, FIRST, ReusePolicy.REPLACE_ENDED);
  }

  static Message.StartOrchestration start(String id, String executionId, ReusePolicy reuse) {
    return new Message.StartOrchestration(
        new ExecutionKey(id, executionId), ORDER, "{\"n\":1}", null, Map.of("team", "a"), null,
        null, reuse);
  }

  static Message.StartOrchestration startAt(Instant when) {
    return new Message.StartOrchestration(
        new ExecutionKey(ID, FIRST), ORDER, null, when, Map.of(), null, null,
        ReusePolicy.REPLACE_ENDED);
  }

  /// The start of a sub-orchestration whose parent is elsewhere.
  static Message.StartOrchestration startAsChild(ParentInstance parent, String executionId) {
    return new Message.StartOrchestration(
        new ExecutionKey(ID, executionId), ORDER, null, null, Map.of(), null, parent,
        ReusePolicy.REPLACE_ENDED);
  }

  static Message.RaiseEvent raise(String name) {
    return new Message.RaiseEvent(ID, name, "\"" + name + "\"");
  }

  static Message.SuspendOrchestration suspend() {
    return new Message.SuspendOrchestration(ID, "stop");
  }

  static Message.ResumeOrchestration resume() {
    return new Message.ResumeOrchestration(ID, "go");
  }

  static Message.TerminateOrchestration terminate() {
    return new Message.TerminateOrchestration(ID, null, "\"enough\"", false);
  }

  static Message.TerminateOrchestration terminateAll() {
    return new Message.TerminateOrchestration(ID, null, "\"enough\"", true);
  }

  static Message.RewindOrchestration rewind(String newExecutionId) {
    return new Message.RewindOrchestration(ID, newExecutionId, null, "mended", null);
  }

  static Message.RestartOrchestration restart() {
    return new Message.RestartOrchestration(ID, SECOND);
  }

  static Message.PurgeOrchestration purge() {
    return new Message.PurgeOrchestration(ID);
  }

  static Action.ScheduleTask task(int id) {
    return task(id, "Pay");
  }

  static Action.ScheduleTask task(int id, String name) {
    return new Action.ScheduleTask(
        id, new FunctionRef(name, null), "\"" + id + "\"", null, Map.of("kind", "x"));
  }

  static Action.CreateTimer timer(int id, Duration after) {
    return new Action.CreateTimer(id, Scenario.BEGIN.plus(after));
  }

  static Action.CreateSubOrchestration child(int id, String instanceId) {
    return child(id, instanceId, "Ship");
  }

  static Action.CreateSubOrchestration child(int id, String instanceId, String name) {
    return new Action.CreateSubOrchestration(
        id, instanceId, new FunctionRef(name, null), "\"goods\"", null, Map.of("leg", "1"));
  }

  static Action.SendEvent send(int id, String target) {
    return new Action.SendEvent(id, target, "Ping", "1");
  }

  static Action.CompleteOrchestration complete(int id) {
    return new Action.CompleteOrchestration(
        id, OrchestrationStatus.COMPLETED, "\"ok\"", null, List.of());
  }

  static Action.CompleteOrchestration failure(int id, Integer... culprits) {
    return new Action.CompleteOrchestration(
        id, OrchestrationStatus.FAILED, null, FAILURE, List.of(culprits));
  }

  static Action.ContinueAsNew continueAsNew(int id, String... carryover) {
    return new Action.ContinueAsNew(
        id, "{\"n\":2}", null,
        Stream.of(carryover)
            .map(name -> HistoryEvent.of(Scenario.BEGIN, new EventBody.EventRaised(name, null)))
            .toList());
  }

  static TurnResult partly(int eventsProcessed, Action... actions) {
    return new TurnResult(List.of(actions), null, eventsProcessed);
  }

  static TurnResult customStatus(@Nullable String status) {
    return new TurnResult(List.of(), status, TurnResult.ALL);
  }

  static ReusePolicy replacing(OrchestrationStatus status) {
    return ReusePolicy.replacing(java.util.Set.of(status));
  }
}
