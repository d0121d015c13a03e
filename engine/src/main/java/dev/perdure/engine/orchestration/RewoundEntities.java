package dev.perdure.engine.orchestration;

import dev.perdure.model.EventBody;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a rewound history says of entities. Calls without a result, and critical sections that were
/// not entered, are asked for again. A section that was entered stays entered: the orchestrator
/// stands inside when it has replayed its history, even if it gave the locks up on its way out.
final class RewoundEntities {

  /// A critical section.
  ///
  /// @param taskId the id of the action that asked for it
  record Section(int taskId, String criticalSectionId, List<String> lockSet) {}

  /// A lock request and what has become of it.
  private static final class Request {
    private final int at;
    private final int taskId;
    private final TreeSet<String> entities;
    private boolean granted;

    Request(int at, int taskId, Collection<String> entities) {
      this.at = at;
      this.taskId = taskId;
      this.entities = new TreeSet<>(entities);
    }
  }

  private final Map<String, Integer> calls = new LinkedHashMap<>();
  private final Map<String, Request> requests = new LinkedHashMap<>();

  void called(int at, EventBody.EntityOperationCalled call) {
    calls.put(call.requestId(), at);
  }

  /// Where the call is that has no result yet.
  @Nullable
  Integer call(String requestId) {
    return calls.get(requestId);
  }

  /// A call is answered, or a lock request granted: an answer names what it answers.
  void answered(String id) {
    calls.remove(id);
    Request request = requests.get(id);
    if (request != null) {
      request.granted = true;
    }
  }

  void lockRequested(int at, int taskId, EventBody.EntityLockRequested request) {
    requests.put(request.criticalSectionId(), new Request(at, taskId, request.lockSet()));
  }

  void unlocked(EventBody.EntityUnlockSent unlock) {
    Request request = requests.get(unlock.criticalSectionId());
    if (request != null) {
      request.entities.removeIf(id -> id.equals(unlock.targetInstanceId()));
      if (request.entities.isEmpty()) {
        requests.remove(unlock.criticalSectionId());
      }
    }
  }

  /// Where the calls and lock requests are that were not answered.
  List<Integer> unanswered() {
    List<Integer> unanswered = new ArrayList<>(calls.values());
    for (Request request : requests.values()) {
      if (!request.granted) {
        unanswered.add(request.at);
      }
    }
    return unanswered;
  }

  /// The sections that the orchestrator stands in.
  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    requests.forEach((criticalSectionId, request) -> {
      if (request.granted) {
        sections.add(
            new Section(request.taskId, criticalSectionId, List.copyOf(request.entities)));
      }
    });
    return sections;
  }
}
