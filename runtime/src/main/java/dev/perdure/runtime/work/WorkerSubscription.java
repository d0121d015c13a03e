package dev.perdure.runtime.work;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkerOffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A worker that has announced itself, and how much it holds.
public final class WorkerSubscription {
  private static final int MOST_REFUSED = 1_000;

  private final WorkerOffer offer;
  private final WorkFilter filter;
  private final WorkTaker taker;
  private final boolean local;
  private final Holdings holdings;
  private final AtomicInteger turns = new AtomicInteger();
  private final AtomicInteger activities = new AtomicInteger();
  private final AtomicInteger entities = new AtomicInteger();
  private final Set<ExecutionKey> refused = ConcurrentHashMap.newKeySet();
  private volatile boolean open = true;
  private volatile boolean gone;

  WorkerSubscription(WorkerOffer offer, WorkTaker taker, boolean local, Holdings holdings) {
    this(
        offer,
        (kind, subject) -> names(offer, kind).contains(subject.function().name()), taker, local,
        holdings);
  }

  WorkerSubscription(
      WorkerOffer offer, WorkFilter filter, WorkTaker taker, boolean local, Holdings holdings) {
    this.offer = offer;
    this.filter = filter;
    this.taker = taker;
    this.local = local;
    this.holdings = holdings;
  }

  /// Notes that the worker has given work of an execution back. Some other note goes for one too
  /// many: it is a preference and no promise.
  void refused(ExecutionKey execution) {
    if (refused.size() >= MOST_REFUSED) {
      refused.remove(refused.iterator().next());
    }
    refused.add(execution);
  }

  /// Whether the worker has given work of the execution back. Asked for every item.
  boolean hasRefused(ExecutionKey execution) {
    return !refused.isEmpty() && refused.contains(execution);
  }

  /// An execution is over.
  void forget(ExecutionKey execution) {
    refused.remove(execution);
    taker.forget(execution);
  }

  /// Whether the worker lives in this process, so that turns may run ahead of durability.
  boolean local() {
    return local;
  }

  boolean takes(WorkKind kind, WorkFilter.Subject subject) {
    return filter.takes(kind, subject);
  }

  /// Whether the worker asks for its functions rather than taking anything.
  boolean choosy() {
    return filter.choosy();
  }

  boolean isOpen() {
    return open;
  }

  int load(WorkKind kind) {
    return counter(kind).get();
  }

  /// How much it holds of all kinds.
  int load() {
    return turns.get() + activities.get() + entities.get();
  }

  /// Whether the worker would take an item now.
  boolean hasRoom(WorkKind kind) {
    return open && counter(kind).get() < limit(kind) && taker.hasRoom();
  }

  /// Takes a place for an item, if there is one. The count never passes the limit, not even for a
  /// moment: two who tried at the same time would both be refused the last place, and the item
  /// would wait with nobody left to hand it out.
  boolean acquire(WorkKind kind) {
    AtomicInteger counter = counter(kind);
    int limit = limit(kind);
    int taken = counter.get();
    while (open && taken < limit) {
      if (counter.compareAndSet(taken, taken + 1)) {
        return true;
      }
      taken = counter.get();
    }
    return false;
  }

  /// Gives the item to the worker, for which a place was taken before.
  ///
  /// @return whether somebody takes care of the item; if not, the worker has left since
  boolean hand(WorkItem item) {
    // Work that was given back twice is offered twice, under one token.
    Held work = new Held(item.token(), kind(item), item.function().name());
    if (!holdings.add(work, this)) {
      leavePlace(work.kind());
      return true;
    }
    // Whoever seizes sets the flag first: either it finds the work, or it is taken back here.
    if (gone && holdings.remove(work, this)) {
      return false;
    }
    taker.accept(item);
    return true;
  }

  /// Gives the place of an item back.
  void leavePlace(WorkKind kind) {
    counter(kind).decrementAndGet();
  }

  /// Takes no more items.
  void drain() {
    open = false;
  }

  /// Takes back everything that the worker holds.
  List<Held> seize() {
    open = false;
    gone = true;
    return holdings.removeAll(this);
  }

  private static Set<String> names(WorkerOffer offer, WorkKind kind) {
    return switch (kind) {
      case TURN -> offer.orchestrators();
      case ACTIVITY -> offer.activities();
      case ENTITY -> offer.entities();
    };
  }

  private int limit(WorkKind kind) {
    return switch (kind) {
      case TURN -> offer.maxTurns();
      case ACTIVITY -> offer.maxActivities();
      case ENTITY -> offer.maxEntities();
    };
  }

  /// The kind of an item.
  public static WorkKind kind(WorkItem item) {
    return switch (item) {
      case WorkItem.Turn unused -> WorkKind.TURN;
      case WorkItem.Activity unused -> WorkKind.ACTIVITY;
      case WorkItem.EntityBatch unused -> WorkKind.ENTITY;
    };
  }

  private AtomicInteger counter(WorkKind kind) {
    return switch (kind) {
      case TURN -> turns;
      case ACTIVITY -> activities;
      case ENTITY -> entities;
    };
  }
}
