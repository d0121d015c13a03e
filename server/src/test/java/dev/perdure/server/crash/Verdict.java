package dev.perdure.server.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perdure.server.crash.ActivityLedger.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Judges an instance that has ended: its output, its history, and what its activities wrote into
/// the ledger must tell the same story.
final class Verdict {
  private static final Duration END_LIMIT = Duration.ofSeconds(60);

  private final Kind.Work work;
  private final JsonNode instance;
  private final List<Run> runs;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, List<JsonNode>> history = new HashMap<>();
  private final List<String> tokens = new ArrayList<>();

  /// What is wrong with any of the orchestrations or with the activities that ran for them. Waits
  /// for all to end.
  ///
  /// @param started all of them but the sub-orchestrations
  static List<String> ofAll(Iterable<Kind.Work> started, Api api, Path ledger) {
    List<String> problems = Collections.synchronizedList(new ArrayList<>());
    Map<Kind.Work, JsonNode> ended = new ConcurrentHashMap<>();
    List<Kind.Work> parents = new ArrayList<>();
    started.forEach(parents::add);
    List<Kind.Work> children = parents.stream().flatMap(it -> it.children().stream()).toList();
    for (List<Kind.Work> generation : List.of(parents, children)) {
      generation.parallelStream().forEach(it -> {
        try {
          ended.put(it, api.awaitEnd(it.id(), END_LIMIT));
        } catch (AssertionError e) {
          problems.add(e.getMessage() + "\n  in " + it);
        }
      });
    }
    Map<String, List<Run>> runs = ActivityLedger.read(ledger).stream()
        .collect(Collectors.groupingBy(Run::instanceId));
    ended.forEach((work, instance) -> problems
        .addAll(of(work, instance, runs.getOrDefault(work.id(), List.of()))));
    parents.forEach(it -> runs.remove(it.id()));
    children.forEach(it -> runs.remove(it.id()));
    for (String stranger : runs.keySet()) {
      problems.add("Activities ran for '" + stranger + "', which nobody has started");
    }
    return problems;
  }

  private Verdict(Kind.Work work, JsonNode instance, List<Run> runs) {
    this.work = work;
    this.instance = instance;
    this.runs = runs;
  }

  private static List<String> of(Kind.Work work, JsonNode instance, List<Run> runs) {
    Verdict verdict = new Verdict(work, instance, runs);
    verdict.judge();
    return verdict.problems.stream()
        .map(it -> it + "\n  in " + work + "\n  " + instance + "\n  " + runs).toList();
  }

  private void judge() {
    expect("Completed", instance.path("runtimeStatus").asText(), "the status");
    JsonNode output = instance.path("output");
    expect(work.value(), output.path("value").asLong(), "the value");
    output.path("tokens").forEach(it -> tokens.add(it.asText()));
    instance.path("historyEvents").forEach(it -> history
        .computeIfAbsent(it.path("EventType").asText(), _ -> new ArrayList<>()).add(it));
    expect(1, count("ExecutionStarted"), "the starts in the history");
    expect(1, count("ExecutionCompleted"), "the ends in the history");
    expect(0, count("TaskScheduled"), "the calls without an end in the history");
    judgeEvents();
    judgeChildren();
    judgeTimers();
    judgeActivities();
    judgeLedger();
  }

  private void judgeEvents() {
    List<String> raised = new ArrayList<>();
    events("EventRaised").forEach(it -> raised.add(it.path("Input").asText()));
    if (work.kind() == Kind.EVENTS) {
      List<String> numbers = new ArrayList<>();
      for (int i = 1; i <= work.size(); i++) {
        numbers.add(Integer.toString(i));
      }
      expect(numbers, tokens, "the events that were received");
      int inHistory = raised.size();
      expect(numbers.subList(numbers.size() - inHistory, numbers.size()), raised,
          "the events in the history");
    } else {
      expect(work.kind() == Kind.PARENT ? tokens : List.of(), raised, "the events in the history");
    }
  }

  private void judgeChildren() {
    List<Kind.Work> children = work.children();
    expect(children.size(), count("SubOrchestrationInstanceCompleted"), "the children");
    expect(0, count("SubOrchestrationInstanceCreated"), "the children without an end");
    for (Kind.Work child : children) {
      List<String> reports = tokens.stream().filter(it -> it.startsWith(child.id() + " ")).toList();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < child.size(); i++) {
        expected.add(child.id() + " " + i);
      }
      expect(expected, reports, "the reports of " + child.id());
    }
    expect(work.kind() == Kind.CHILD ? work.size() : 0, count("EventSent"), "the reports sent");
  }

  private void judgeTimers() {
    int retries = count("TaskFailed");
    int expected = work.kind() == Kind.TIMERS ? work.size() : retries;
    expect(expected, count("TimerCreated"), "the timers set");
    expect(expected, count("TimerFired"), "the timers fired");
    for (JsonNode fired : events("TimerFired")) {
      if (time(fired, "Timestamp").isBefore(time(fired, "FireAt"))) {
        problems.add("A timer fired too early: " + fired);
      }
    }
  }

  private void judgeActivities() {
    if (work.kind() != Kind.FLAKY) {
      expect(0, count("TaskFailed"), "the failures in the history");
    }
    int here = work.kind() == Kind.LOOP ? 1 : work.activities();
    List<JsonNode> completed = events("TaskCompleted");
    expect(here, completed.size(), "the activities in the history");
    Set<Integer> steps = new HashSet<>();
    for (JsonNode end : completed) {
      int step = end.path("Input").path("number").asInt(-1);
      steps.add(step);
      String token = end.path("Result").path("token").asText();
      if (step < 0 || step >= tokens.size() || !tokens.get(step).equals(token)) {
        problems.add("The orchestrator saw another answer than the history has: " + end);
      }
    }
    expect(here, steps.size(), "the different activities in the history");
  }

  private void judgeLedger() {
    Map<Integer, Set<String>> ran = new HashMap<>();
    Map<List<Integer>, String> calls = new HashMap<>();
    boolean chained = !work.fansOut();
    for (Run run : runs) {
      ran.computeIfAbsent(run.step(), _ -> new HashSet<>()).add(run.token());
      boolean known = run.step() < work.activities() && run.step() <= tokens.size();
      String before = !known ? "?" : run.step() == 0 || !chained ? "-" : tokens.get(run.step() - 1);
      expect(before, run.seen(), "what step " + run.step() + " was told of the one before");
      String drawn = calls.putIfAbsent(List.of(run.step(), run.taskId()), run.drawn());
      if (drawn != null && !drawn.equals(run.drawn())) {
        problems.add("Step " + run.step() + " has run for a call that was not recorded");
      }
    }
    expect(work.activities(), new TreeSet<>(ran.keySet()).size(), "the steps that have run");
    for (int step = 0; step < Math.min(work.activities(), tokens.size()); step++) {
      if (!ran.getOrDefault(step, Set.of()).contains(tokens.get(step))) {
        problems.add("No run of step " + step + " gave the answer that was received");
      }
    }
  }

  private List<JsonNode> events(String type) {
    return history.getOrDefault(type, List.of());
  }

  private int count(String type) {
    return events(type).size();
  }

  private void expect(Object expected, Object actual, String what) {
    if (!expected.equals(actual)) {
      problems.add("Expected " + what + " to be " + expected + ", but got " + actual);
    }
  }

  private static Instant time(JsonNode event, String field) {
    return Instant.parse(event.path(field).asText());
  }
}
