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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Purges instances: one, those that match, and with them their sub-orchestrations. Children go
/// before their parent, so that a purge that was cut short can be repeated and misses none.
///
/// What takes many steps runs on a thread of its own, one step after the other: trees may be deep
/// and wide, and reading them must not hold up the threads of the hub.
final class Purges {

  /// How many instances are purged at a time.
  private static final int AT_A_TIME = 200;

  private static final Set<OrchestrationStatus> ENDED = EnumSet.of(
      OrchestrationStatus.COMPLETED, OrchestrationStatus.FAILED,
      OrchestrationStatus.CANCELED, OrchestrationStatus.TERMINATED);

  private final TaskHub hub;
  private final Executor background;

  /// @param background runs what may block
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
    return inBackground(() -> {
      List<List<String>> generations = generations(List.of(instanceId));
      int children = purge(generations.subList(1, generations.size()));
      return outcome(children, join(hub.purgeRow(instanceId)));
    });
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
    return inBackground(() -> new PurgeOutcome(pages(ended, recursive), null));
  }

  private int pages(InstanceFilter filter, boolean recursive) {
    int removed = 0;
    String continuation = null;
    do {
      InstancePage page = join(
          hub.query(new InstanceQuery(filter, AT_A_TIME, continuation, false)));
      List<String> found = page.instances().stream().map(InstanceState::instanceId).toList();
      removed += purge(recursive ? generations(found) : List.of(found));
      continuation = page.continuation();
    } while (continuation != null);
    return removed;
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
      for (HistoryEvent event : join(hub.history(parent)).orElse(List.of())) {
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
    return join(hub.get(instanceId, false)).filter(state -> state.status().isTerminal());
  }

  /// Purges the generations, the youngest first.
  private int purge(List<List<String>> generations) {
    int removed = 0;
    for (int i = generations.size() - 1; i >= 0; i--) {
      List<String> generation = generations.get(i);
      for (int from = 0; from < generation.size(); from += AT_A_TIME) {
        List<CompletionStage<Outcome>> asked = new ArrayList<>();
        for (String id : generation.subList(
            from, Math.min(generation.size(), from + AT_A_TIME))) {
          asked.add(hub.purgeRow(id));
        }
        for (CompletionStage<Outcome> answer : asked) {
          removed += outcome(0, join(answer)).removed();
        }
      }
    }
    return removed;
  }

  private CompletionStage<PurgeOutcome> inBackground(Supplier<PurgeOutcome> purge) {
    return CompletableFuture.supplyAsync(purge, background);
  }

  private static PurgeOutcome outcome(int removedChildren, @Nullable Outcome outcome) {
    return outcome instanceof Outcome.Accepted
        ? new PurgeOutcome(removedChildren + 1, null)
        : new PurgeOutcome(removedChildren, outcome);
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static CompletionStage<PurgeOutcome> done(PurgeOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
