package dev.perdure.runtime.partition;

import dev.perdure.engine.Engine;
import dev.perdure.engine.orchestration.Moment;
import dev.perdure.engine.state.Instance;
import dev.perdure.engine.state.Orchestration;
import dev.perdure.engine.state.TurnInFlight;
import dev.perdure.model.EntityId;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks up what the partition offers by its token, for those who kept nothing else of it. Used by
/// the partition's loop alone.
final class OfferedWork {
  private final InstanceCache cache;
  private final EntityDecisions entities;
  private final long incarnation;

  OfferedWork(InstanceCache cache, EntityDecisions entities, long incarnation) {
    this.cache = cache;
    this.entities = entities;
    this.incarnation = incarnation;
  }

  /// What is offered under a token, or null if it is not wanted any more.
  @Nullable
  WorkItem item(WorkToken token, Instant now) {
    Moment moment = new Moment(now, incarnation);
    String instanceId = token.execution().instanceId();
    return EntityId.isEntity(instanceId)
        ? entities.offered(token, moment)
        : Engine.offered(cache.load(instanceId).instance(), token, moment);
  }

  /// The history before a turn, or null if that is not outstanding, or if another owner has changed
  /// the history: then the turn cannot be committed, and nobody may run it on what is not its
  /// history.
  @Nullable
  List<HistoryEvent> history(WorkToken turn) {
    CachedInstance cached = cache.load(turn.execution().instanceId());
    Instance instance = cached.instance();
    Orchestration orchestration = instance.orchestration();
    TurnInFlight inFlight = instance.turn();
    boolean outstanding = inFlight != null
        && inFlight.sequence() == turn.sequence()
        && incarnation == turn.incarnation();
    if (orchestration == null
        || !outstanding
        || !orchestration.execution().equals(turn.execution())) {
      return null;
    }
    List<HistoryEvent> events = cache.history(cached);
    return events.size() == orchestration.progress().events() ? events : null;
  }
}
