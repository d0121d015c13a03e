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
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Purges instances: one, those that match, and with them their sub-orchestrations. Children go
/// before their parent, so that a purge that was cut short can be repeated and misses none.
final class Purges {

  /// How many instances of a filter are purged at a time.
  private static final int AT_A_TIME = 200;

  private static final Set<OrchestrationStatus> ENDED = EnumSet.of(
      OrchestrationStatus.COMPLETED, OrchestrationStatus.FAILED,
      OrchestrationStatus.CANCELED, OrchestrationStatus.TERMINATED);

  private final TaskHub hub;

  Purges(TaskHub hub) {
    this.hub = hub;
  }

  CompletionStage<PurgeOutcome> one(String instanceId, boolean recursive) {
    String problem = Identifiers.instanceIdProblem(instanceId);
    if (problem != null) {
      return done(new PurgeOutcome(0, new Outcome.Invalid(problem)));
    }
    if (!recursive) {
      return self(instanceId, 0);
    }
    return hub.get(instanceId, false).thenCompose(
        state -> state.isPresent() && state.get().status().isTerminal()
            ? hub.history(instanceId)
                .thenCompose(history -> children(history.orElse(List.of())))
                .thenCompose(removed -> self(instanceId, removed))
            : self(instanceId, 0));
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
    return pages(ended, null, recursive, 0);
  }

  private CompletionStage<PurgeOutcome> pages(
      InstanceFilter filter, @Nullable String continuation,
      boolean recursive, int removed) {
    return hub.query(new InstanceQuery(filter, AT_A_TIME, continuation, false))
        .thenCompose(page -> page(page, recursive).thenCompose(
            more -> page.continuation() == null
                ? done(new PurgeOutcome(removed + more, null))
                : pages(filter, page.continuation(), recursive, removed + more)));
  }

  private CompletionStage<Integer> page(InstancePage page, boolean recursive) {
    List<CompletionStage<PurgeOutcome>> purges = new ArrayList<>();
    for (InstanceState state : page.instances()) {
      purges.add(one(state.instanceId(), recursive));
    }
    return sum(purges);
  }

  private CompletionStage<Integer> children(List<HistoryEvent> history) {
    List<CompletionStage<PurgeOutcome>> purges = new ArrayList<>();
    for (HistoryEvent event : history) {
      if (event.body() instanceof EventBody.SubOrchestrationCreated created) {
        purges.add(one(created.instanceId(), true));
      }
    }
    return sum(purges);
  }

  private CompletionStage<PurgeOutcome> self(String instanceId, int removedChildren) {
    return hub.purgeRow(instanceId).thenApply(
        outcome -> outcome instanceof Outcome.Accepted
            ? new PurgeOutcome(removedChildren + 1, null)
            : new PurgeOutcome(removedChildren, outcome));
  }

  private static CompletionStage<Integer> sum(List<CompletionStage<PurgeOutcome>> purges) {
    CompletionStage<Integer> sum = CompletableFuture.completedFuture(0);
    for (CompletionStage<PurgeOutcome> purge : purges) {
      sum = sum.thenCombine(purge, (count, outcome) -> count + outcome.removed());
    }
    return sum;
  }

  private static CompletionStage<PurgeOutcome> done(PurgeOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
