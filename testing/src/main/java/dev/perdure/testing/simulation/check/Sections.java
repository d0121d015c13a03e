package dev.perdure.testing.simulation.check;

import dev.perdure.engine.state.EntityHeader;
import dev.perdure.engine.state.EntityLock;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The critical sections of all executions as their own histories tell them: an entity belongs to
/// an execution from the moment at which the execution durably hears of its locks until it durably
/// gives them up or ends, whatever ends it.
final class Sections {

  /// Where an execution stands with the entities of a section.
  private enum Phase {
    ASKED,
    INSIDE,
    /// A rewind has put it back inside, and it must not go on before they are locked again.
    REGAINING
  }

  /// A section that is asked for or not left.
  private static final class Section {
    private final Set<String> entities;
    private Phase phase = Phase.ASKED;

    Section(List<String> entities) {
      this.entities = new TreeSet<>(entities);
    }
  }

  private final Findings findings;
  private final Consumer<String> sightings;
  private final Map<ExecutionKey, Map<String, Section>> sections = new LinkedHashMap<>();

  /// Whose each entity is. Within a batch it may go from one to the next.
  private final Map<String, Set<ExecutionKey>> holders = new TreeMap<>();

  Sections(Findings findings, Consumer<String> sightings) {
    this.findings = findings;
    this.sightings = sightings;
  }

  /// Whose the entity is, or null.
  @Nullable
  ExecutionKey holder(String entity) {
    Set<ExecutionKey> holding = holders.getOrDefault(entity, Set.of());
    return holding.isEmpty() ? null : holding.iterator().next();
  }

  /// Whether an execution waits for locks that it had before a rewind.
  boolean regains(ExecutionKey execution) {
    return sections.getOrDefault(execution, Map.of()).values().stream()
        .anyMatch(section -> section.phase == Phase.REGAINING);
  }

  /// An execution durably goes on from the history of a failed one.
  void rewound(ExecutionKey execution, List<HistoryEvent> events) {
    for (HistoryEvent event : events) {
      follow(execution, event.body(), Phase.REGAINING);
    }
  }

  /// An execution has durably committed a turn.
  void turn(ExecutionKey execution, List<HistoryEvent> events) {
    sections.getOrDefault(execution, Map.of()).values().forEach(section -> {
      if (section.phase == Phase.REGAINING) {
        sightings.accept("- locks regained after a rewind");
        enter(execution, section);
      }
    });
    events.forEach(event -> heard(execution, event.body()));
  }

  /// An execution has durably heard or done something.
  void heard(ExecutionKey execution, EventBody body) {
    follow(execution, body, Phase.INSIDE);
  }

  private void follow(ExecutionKey execution, EventBody body, Phase granted) {
    if (body instanceof EventBody.EntityLockRequested it) {
      sections.computeIfAbsent(execution, unused -> new LinkedHashMap<>())
          .putIfAbsent(it.criticalSectionId(), new Section(it.lockSet()));
    } else if (body instanceof EventBody.EntityLockGranted it) {
      Section section = sections.getOrDefault(execution, Map.of()).get(it.criticalSectionId());
      if (section != null && section.phase == Phase.ASKED) {
        section.phase = granted;
        if (granted == Phase.INSIDE) {
          enter(execution, section);
        }
      }
    } else if (body instanceof EventBody.EntityUnlockSent it) {
      unlocked(execution, it);
    }
  }

  private void enter(ExecutionKey execution, Section section) {
    section.phase = Phase.INSIDE;
    for (String entity : section.entities) {
      holders.computeIfAbsent(entity, unused -> new LinkedHashSet<>()).add(execution);
    }
    if (section.entities.size() > 1) {
      sightings.accept("- several entities locked");
    }
  }

  private void unlocked(ExecutionKey execution, EventBody.EntityUnlockSent unlock) {
    Section section = sections.getOrDefault(execution, Map.of())
        .get(unlock.criticalSectionId());
    String entity = String.valueOf(unlock.targetInstanceId());
    if (section != null && section.entities.remove(entity)) {
      holders.getOrDefault(entity, new HashSet<>()).remove(execution);
      if (section.entities.isEmpty()) {
        sections.getOrDefault(execution, new HashMap<>()).remove(unlock.criticalSectionId());
      }
    }
  }

  /// An execution has durably ended, or is no more.
  ///
  /// @param how what ended it, for people to read
  void ended(ExecutionKey execution, String how) {
    Map<String, Section> left = sections.remove(execution);
    if (left != null && !left.isEmpty()) {
      sightings.accept("- locks freed by " + how);
      holders.values().forEach(holding -> holding.remove(execution));
    }
  }

  /// Every entity that belongs to an execution must say so itself, and belongs to no other one.
  ///
  /// @param headers the durable row of an entity
  void compare(Function<String, @Nullable EntityHeader> headers) {
    holders.forEach((entity, holding) -> {
      EntityHeader header = headers.apply(entity);
      EntityLock lock = header == null ? null : header.lock();
      findings.check(holding.size() < 2, Oracle.LOCK,
          () -> entity + " belongs to several at once: " + holding);
      for (ExecutionKey execution : holding) {
        findings.check(lock != null && !lock.leaving()
            && lock.owner().execution().equals(execution), Oracle.LOCK,
            () -> entity + " belongs to " + execution + ", but its row says " + header);
      }
    });
  }
}
