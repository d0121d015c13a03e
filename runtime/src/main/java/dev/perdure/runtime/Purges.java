package dev.perdure.runtime;

import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.Identifiers;
import dev.perdure.model.InstanceState;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.InstancePage;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.request.PurgeOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Purges instances: one, those that match, and with them their sub-orchestrations. Children go
/// before their parent, so that a purge that was cut short can be repeated and misses none.
///
/// What takes many steps is a walk over small batches, each read and purged when the one before is
/// durable: trees may be deep and wide. No thread waits for it, and the threads that answer do not
/// read for it.
final class Purges {

  /// How many instances are purged at a time.
  private static final int AT_A_TIME = 200;

  private static final Set<OrchestrationStatus> ENDED = EnumSet.of(
      OrchestrationStatus.COMPLETED, OrchestrationStatus.FAILED,
      OrchestrationStatus.CANCELED, OrchestrationStatus.TERMINATED);

  private final TaskHub hub;
  private final Executor background;

  /// @param background runs what reads much
  Purges(TaskHub hub, Executor background) {
    this.hub = hub;
    this.background = background;
  }

  CompletionStage<PurgeOutcome> one(String instanceId, boolean recursive) {
    String problem = Identifiers.instanceIdProblem(instanceId);
    if (problem != null) {
      return done(new PurgeOutcome(0, new Outcome.Invalid(problem)));
    }
    if (!recursive) {
      return hub.purgeRow(instanceId).thenApply(outcome -> outcome(0, outcome));
    }
    return CompletableFuture.supplyAsync(() -> descendants(instanceId), background)
        .thenCompose(batches -> new Walk(batches.iterator()).begin())
        .thenCompose(
            children -> hub.purgeRow(instanceId).thenApply(it -> outcome(children, it)));
  }

  CompletionStage<PurgeOutcome> all(InstanceFilter filter, boolean recursive) {
    Set<OrchestrationStatus> statuses = EnumSet.copyOf(ENDED);
    if (!filter.statuses().isEmpty()) {
      statuses.retainAll(filter.statuses());
    }
    if (statuses.isEmpty()) {
      return done(new PurgeOutcome(0, null));
    }
    InstanceFilter ended = new InstanceFilter(
        statuses, filter.createdFrom(), filter.createdTo(), filter.idPrefix(), filter.name(),
        filter.tags());
    return new Walk(new Pages(ended, unused -> true, recursive)).begin()
        .thenApply(removed -> new PurgeOutcome(removed, null));
  }

  /// Purges what ended before an instant, and says how many there were. An instance that ended
  /// before it was also created before it: the index by creation narrows the search, the row
  /// decides.
  CompletionStage<Integer> endedBefore(Instant limit) {
    InstanceFilter ended = new InstanceFilter(ENDED, null, limit, null, null, Map.of());
    return new Walk(new Pages(ended, state -> endedBefore(state, limit), false)).begin();
  }

  private static boolean endedBefore(InstanceState state, Instant limit) {
    Instant completed = state.times().completed();
    return completed != null && completed.isBefore(limit);
  }

  private List<List<String>> descendants(String instanceId) {
    List<List<String>> generations = generations(List.of(instanceId));
    return batches(generations.subList(1, generations.size()));
  }

  /// The given instances, then their children, then theirs: all that have ended, each once.
  private List<List<String>> generations(List<String> eldest) {
    List<List<String>> generations = new ArrayList<>();
    Set<String> seen = new HashSet<>(eldest);
    List<String> generation = eldest;
    while (!generation.isEmpty()) {
      generations.add(generation);
      List<String> next = new ArrayList<>();
      for (String parent : generation) {
        for (String child : children(parent)) {
          if (seen.add(child)) {
            next.add(child);
          }
        }
      }
      generation = next;
    }
    return generations;
  }

  private List<String> children(String parent) {
    List<String> children = new ArrayList<>();
    if (ended(parent).isPresent()) {
      for (HistoryEvent event : read(hub.history(parent)).orElse(List.of())) {
        if (event.body() instanceof EventBody.SubOrchestrationCreated created
            && isChild(created.instanceId(), parent)) {
          children.add(created.instanceId());
        }
      }
    }
    return children;
  }

  /// A parent may have asked for an id that another instance had, and been refused.
  private boolean isChild(String instanceId, String parent) {
    return ended(instanceId)
        .filter(state -> parent.equals(state.parentInstanceId()))
        .isPresent();
  }

  private Optional<InstanceState> ended(String instanceId) {
    return read(hub.get(instanceId, false)).filter(state -> state.status().isTerminal());
  }

  /// The generations in small pieces, the youngest first.
  private static List<List<String>> batches(List<List<String>> generations) {
    List<List<String>> batches = new ArrayList<>();
    for (int i = generations.size() - 1; i >= 0; i--) {
      List<String> generation = generations.get(i);
      for (int from = 0; from < generation.size(); from += AT_A_TIME) {
        batches.add(
            generation.subList(from, Math.min(generation.size(), from + AT_A_TIME)));
      }
    }
    return batches;
  }

  private static PurgeOutcome outcome(int removedChildren, @Nullable Outcome outcome) {
    return outcome instanceof Outcome.Accepted
        ? new PurgeOutcome(removedChildren + 1, null)
        : new PurgeOutcome(removedChildren, outcome);
  }

  /// What was read: reads are complete when they return.
  private static <T> T read(CompletionStage<T> reading) {
    return reading.toCompletableFuture().join();
  }

  private static CompletionStage<PurgeOutcome> done(PurgeOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }

  /// Purges one batch after the other.
  private final class Walk {
    private final Iterator<List<String>> batches;
    private final CompletableFuture<Integer> answer = new CompletableFuture<>();
    private int removed;

    Walk(Iterator<List<String>> batches) {
      this.batches = batches;
    }

    CompletionStage<Integer> begin() {
      background.execute(this::next);
      return answer;
    }

    private void next() {
      try {
        if (batches.hasNext()) {
          purge(batches.next());
        } else {
          answer.complete(removed);
        }
      } catch (RuntimeException e) {
        answer.completeExceptionally(e);
      }
    }

    private void purge(List<String> batch) {
      List<CompletableFuture<Outcome>> asked = new ArrayList<>();
      for (String id : batch) {
        asked.add(hub.purgeRow(id).toCompletableFuture());
      }
      CompletableFuture<?> unusedStage = CompletableFuture
          .allOf(asked.toArray(CompletableFuture[]::new))
          .whenCompleteAsync((unused, failure) -> {
            for (CompletableFuture<Outcome> outcome : asked) {
              removed += outcome.join() instanceof Outcome.Accepted ? 1 : 0;
            }
            next();
          }, background);
    }
  }

  /// The batches of a filter, page by page.
  private final class Pages implements Iterator<List<String>> {
    private final InstanceFilter filter;
    private final Predicate<InstanceState> wanted;
    private final boolean recursive;
    private Iterator<List<String>> present = Collections.emptyIterator();
    private @Nullable String continuation;
    private boolean last;

    Pages(InstanceFilter filter, Predicate<InstanceState> wanted, boolean recursive) {
      this.filter = filter;
      this.wanted = wanted;
      this.recursive = recursive;
    }

    @Override
    public boolean hasNext() {
      while (!present.hasNext() && !last) {
        InstancePage page = read(
            hub.query(new InstanceQuery(filter, AT_A_TIME, continuation, false)));
        List<String> found = page.instances().stream()
            .filter(wanted).map(InstanceState::instanceId).toList();
        present = batches(recursive ? generations(found) : List.of(found)).iterator();
        continuation = page.continuation();
        last = continuation == null;
      }
      return present.hasNext();
    }

    @Override
    public List<String> next() {
      return present.next();
    }
  }
}
