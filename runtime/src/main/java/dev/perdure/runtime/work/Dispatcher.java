package dev.perdure.runtime.work;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.runtime.env.Env;
import dev.perdure.runtime.memory.OpenMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings work items to the workers that offer their functions. An item whose function nobody
/// offers stays pending and is reported as such. Everything here is memory: after a restart the
/// partitions offer their open work again.
public final class Dispatcher {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  /// Receives the outcome of messages that nobody waits for.
  public static final Consumer<Outcome> NOBODY = unused -> {};

  /// How long work waits until it is reported: workers come a moment after the hub, and leave one
  /// before it.
  private static final Duration REPORT_AFTER = Duration.ofSeconds(2);

  private final Env env;
  private final List<WorkerSubscription> workers = new CopyOnWriteArrayList<>();
  private final WorkQueues turns;
  private final WorkQueues activities;
  private final WorkQueues entities;
  private final WaitingRoom room;
  private final Holdings holdings = new Holdings();
  private final Map<WorkToken, Waiting> delayed = new ConcurrentHashMap<>();

  /// How many workers have left that held an item, one after the other.
  private final Map<WorkToken, Integer> losses = new ConcurrentHashMap<>();

  private final Set<String> reported = ConcurrentHashMap.newKeySet();
  private volatile Runnable offersChanged = () -> {};
  private volatile boolean closed;

  /// A dispatcher without workers.
  ///
  /// @param memory what waits is counted there; what has no room in it waits without its item
  /// @param source gives such an item again
  public Dispatcher(Env env, OpenMemory memory, WorkSource source) {
    this.env = env;
    this.room = new WaitingRoom(memory);
    this.turns = queues(WorkKind.TURN, memory, source);
    this.activities = queues(WorkKind.ACTIVITY, memory, source);
    this.entities = queues(WorkKind.ENTITY, memory, source);
  }

  private WorkQueues queues(WorkKind kind, OpenMemory memory, WorkSource source) {
    return new WorkQueues(kind, workers, room, source, new Fetches(memory.mostFetched()));
  }

  /// Says whom to tell when a worker has come.
  public void onOffersChanged(Runnable listener) {
    offersChanged = listener;
  }

  /// Announces a worker; waiting work arrives at once.
  ///
  /// @param local whether it lives in this process
  public WorkerSubscription subscribe(WorkerOffer offer, WorkTaker taker, boolean local) {
    return announce(new WorkerSubscription(offer, taker, local, holdings));
  }

  /// Announces a worker elsewhere that says with a filter what it takes.
  ///
  /// @param limits how many items it takes at once; the names in it are not looked at
  public WorkerSubscription subscribe(WorkerOffer limits, WorkFilter filter, WorkTaker taker) {
    return announce(new WorkerSubscription(limits, filter, taker, false, holdings));
  }

  private WorkerSubscription announce(WorkerSubscription worker) {
    workers.add(worker);
    for (WorkKind kind : WorkKind.values()) {
      queues(kind).add(worker)
          .forEach(queue -> reported.remove(reportKey(kind, queue.name())));
    }
    offersChanged.run();
    return worker;
  }

  /// A worker that could not be given more, though it holds less than its limits, now can.
  public void roomAgain(WorkerSubscription worker) {
    for (WorkKind kind : WorkKind.values()) {
      queues(kind).pump(worker);
    }
  }

  /// Lets a worker take no more items.
  public void drain(WorkerSubscription worker) {
    worker.drain();
    for (WorkKind kind : WorkKind.values()) {
      queues(kind).remove(worker);
    }
  }

  /// Removes a worker.
  ///
  /// @param abandoned told of all that it held
  public void unsubscribe(WorkerSubscription worker, Consumer<Held> abandoned) {
    drain(worker);
    workers.remove(worker);
    worker.seize().forEach(abandoned);
  }

  /// Hands a turn to a worker of this process now, or does nothing.
  ///
  /// @return whether a worker has it
  public boolean offerAhead(WorkItem.Turn turn) {
    return turns.offerLocally(subject(turn), turn);
  }

  /// Hands an item to a worker, now or as soon as one has room.
  public void offer(WorkItem item, Duration delay) {
    Waiting work = Waiting.whole(item);
    if (delay.isZero()) {
      offer(work);
    } else {
      delay(room.enter(work), delay);
    }
  }

  private void delay(Waiting work, Duration delay) {
    Waiting before = delayed.put(work.token(), work);
    if (before != null) {
      room.leave(before);
    }
    env.schedule(delay, () -> {
      if (delayed.remove(work.token(), work)) {
        room.leave(work);
        offer(work);
      }
    });
  }

  /// Whether any worker offers the function.
  public boolean offered(WorkKind kind, String function) {
    return workers.stream().anyMatch(worker -> offers(worker, kind, function));
  }

  /// Whether workers offer the function, none of which lives in this process.
  public boolean offeredElsewhereOnly(WorkKind kind, String function) {
    List<WorkerSubscription> offering = workers.stream()
        .filter(worker -> offers(worker, kind, function))
        .toList();
    return !offering.isEmpty() && offering.stream().noneMatch(WorkerSubscription::local);
  }

  /// Whether the worker takes the function in any of the versions in which it waits, or in none.
  private boolean offers(WorkerSubscription worker, WorkKind kind, String function) {
    return worker.takes(kind, new WorkFilter.Subject(new FunctionRef(function, null), ""))
        || queues(kind).all().stream()
            .anyMatch(queue -> queue.name().equals(function) && queue.has(worker));
  }

  /// Whether a worker has the work and has not answered it.
  public boolean isHeld(WorkToken token) {
    return holdings.has(token);
  }

  /// Takes back an item that no worker has begun.
  ///
  /// @return whether it waited for a worker
  public boolean withdraw(WorkToken token) {
    losses.remove(token);
    Waiting late = delayed.remove(token);
    if (late != null) {
      room.leave(late);
      return true;
    }
    return turns.withdraw(token) || activities.withdraw(token) || entities.withdraw(token);
  }

  /// An item is answered: its worker has room again. One that waits to be offered again, since
  /// whoever answers had left meanwhile, is wanted no more.
  public void answered(WorkToken token) {
    losses.remove(token);
    Holdings.Holding holding = holdings.remove(token);
    if (holding == null) {
      boolean unused = withdraw(token);
    } else {
      leave(holding);
    }
  }

  /// Work is given back: its worker has room again, and is passed over when work of the same
  /// execution is handed out while another one has room.
  ///
  /// @return the work, or null if no worker holds it any more
  public @Nullable Held givenBack(WorkToken token) {
    losses.remove(token);
    Holdings.Holding holding = holdings.remove(token);
    if (holding == null) {
      return null;
    }
    holding.worker().refused(token.execution());
    leave(holding);
    return holding.work();
  }

  /// The worker that held an item has left.
  ///
  /// @return how many have, one after the other
  public int lost(WorkToken token) {
    return losses.merge(token, 1, Integer::sum);
  }

  private void leave(Holdings.Holding holding) {
    WorkKind kind = holding.work().kind();
    holding.worker().leavePlace(kind);
    queues(kind).pump(holding.worker());
  }

  /// An execution is over.
  public void forget(ExecutionKey execution) {
    for (WorkerSubscription worker : workers) {
      worker.forget(execution);
    }
    losses.keySet().removeIf(token -> token.execution().equals(execution));
  }

  /// The work that waits because no worker offers its function.
  public List<PendingWork> pending() {
    List<PendingWork> pending = new ArrayList<>();
    for (WorkKind kind : WorkKind.values()) {
      for (FunctionQueue queue : queues(kind).all()) {
        WorkToken first = queue.offered() ? null : queue.peek();
        if (first != null) {
          pending.add(
              new PendingWork(
                  kind, queue.name(), queue.size(), first.execution().instanceId()));
        }
      }
    }
    return pending;
  }

  /// How many queues there are.
  int queues() {
    return turns.all().size() + activities.all().size() + entities.all().size();
  }

  /// Says nothing any more about work that waits.
  public void close() {
    closed = true;
  }

  private void offer(Waiting work) {
    WorkKind kind = work.kind();
    String name = work.subject().function().name();
    if (!queues(kind).offer(work) && reported.add(reportKey(kind, name))) {
      env.schedule(REPORT_AFTER, () -> report(kind, name, work.subject()));
    }
  }

  /// Warns, once for each name until a worker offers it.
  private void report(WorkKind kind, String name, WorkFilter.Subject subject) {
    FunctionQueue queue = queues(kind).queue(subject);
    WorkToken first = closed || queue.offered() ? null : queue.peek();
    if (first == null) {
      reported.remove(reportKey(kind, name));
      return;
    }
    log.atWarn()
        .addKeyValue("instance", first.execution().instanceId())
        .log("No worker offers the {} '{}': its work stays pending until one does",
            word(kind), name);
  }

  private static String word(WorkKind kind) {
    return switch (kind) {
      case TURN -> "orchestrator";
      case ACTIVITY -> "activity";
      case ENTITY -> "entity";
    };
  }

  /// What an item is about.
  static WorkFilter.Subject subject(WorkItem item) {
    return new WorkFilter.Subject(
        item.function(),
        switch (item) {
          case WorkItem.Turn unused -> "";
          case WorkItem.EntityBatch unused -> "";
          case WorkItem.Activity activity -> activity.orchestrationVersion();
        });
  }

  private WorkQueues queues(WorkKind kind) {
    return switch (kind) {
      case TURN -> turns;
      case ACTIVITY -> activities;
      case ENTITY -> entities;
    };
  }

  private static String reportKey(WorkKind kind, String name) {
    return kind + " " + name;
  }
}
