package dev.perdure.sdk.worker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps virtual threads running while functions compute. All of this process share as many
/// carriers as there are processors, and a function that computes gives its carrier back only when
/// it is done; some of them would hold up everything else.
///
/// A platform thread looks at the functions that have been under way for long: whichever is not
/// waiting has a carrier or wants one, and the scheduler gets that many more. The processors are
/// then shared by the operating system, which takes them away from who computes. The thread sleeps
/// while no function is under way, and looks less often while all wait.
///
/// So that there are not too many, the calls of each activity begin through a turnstile, which
/// those leave that wait. Orchestrators and entities have none: what they do is short, or the
/// watchdog ends it.
final class Carriers implements Runnable {

  /// How many calls of one activity are let in that were not seen waiting; more would only share
  /// the processors in smaller pieces.
  static final int PLACES = Math.max(32, 2 * Runtime.getRuntime().availableProcessors());

  /// The most carriers that are added, for one activity and for everything else. Each is a thread
  /// of the operating system.
  private static final int MAX_ADDED = PLACES + 128;

  /// Those of this process: it has one scheduler, however many workers.
  static final Carriers OF_PROCESS = new Carriers(new JdkCarrierPool(), MAX_ADDED);

  private static final Logger log = LoggerFactory.getLogger(Carriers.class);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long MAX_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long IN_DEMAND_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final CarrierPool pool;
  private final int maxAdded;
  private final Map<Thread, Call> underWay = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean resting;
  private volatile boolean hurried;
  private boolean started;
  private int added;
  private long pause = LOOK_NANOS;

  /// A function under way.
  ///
  /// @param inside the turnstile that it has not left yet, if any
  private record Call(long since, @Nullable Turnstile inside) {
    boolean holdsUpOthers() {
      return inside != null && inside.isInDemand();
    }
  }

  /// None yet; [#start()] begins to look.
  Carriers(CarrierPool pool, int maxAdded) {
    this.pool = pool;
    this.maxAdded = maxAdded;
    this.thread = Thread.ofPlatform().name("perdure-carriers").daemon().unstarted(this);
  }

  synchronized void start() {
    if (!started) {
      started = true;
      thread.start();
    }
  }

  /// Runs the start of a function when its turnstile lets it in. The thread that it starts says
  /// when the function began and ended.
  void admit(Turnstile turnstile, Runnable start) {
    turnstile.enter(start);
    if (!hurried && turnstile.isInDemand()) {
      hurried = true;
      LockSupport.unpark(thread);
    }
  }

  /// The calling thread begins to run a function.
  ///
  /// @param inside the turnstile that let it in, if any
  void began(@Nullable Turnstile inside) {
    began(Thread.currentThread(), System.nanoTime(), inside);
  }

  void began(Thread runs, long now, @Nullable Turnstile inside) {
    underWay.put(runs, new Call(now, inside));
    if (resting) {
      LockSupport.unpark(thread);
    }
  }

  /// The calling thread has left the function.
  void ended() {
    ended(Thread.currentThread());
  }

  void ended(Thread ran) {
    Call call = underWay.remove(ran);
    if (call != null && call.inside != null) {
      call.inside.leave();
    }
  }

  @Override
  public void run() {
    long looked = System.nanoTime();
    while (true) {
      rest();
      LockSupport.parkNanos(this, hurried ? IN_DEMAND_NANOS : pause);
      try {
        if (hurried) {
          hurried = letOut();
        }
        long now = System.nanoTime();
        if (now - looked >= pause) {
          looked = now;
          look(now);
        }
      } catch (RuntimeException e) {
        log.error("The carriers of virtual threads could not be looked after this time", e);
      }
    }
  }

  private void rest() {
    resting = true;
    while (underWay.isEmpty() && added == 0) {
      LockSupport.park(this);
    }
    resting = false;
  }

  /// Lets those that wait leave their turnstile if others stand before it.
  ///
  /// @return whether there are such turnstiles
  boolean letOut() {
    underWay.forEach(this::letOut);
    return underWay.values().stream().anyMatch(Call::holdsUpOthers);
  }

  private void letOut(Thread runs, Call call) {
    if (call.inside != null && call.inside.isInDemand()
        && runs.getState() != Thread.State.RUNNABLE
        && underWay.replace(runs, call, new Call(call.since, null))) {
      call.inside.leave();
    }
  }

  /// Counts the functions that compute, and sees to carriers for them.
  void look(long now) {
    int computing = 0;
    boolean young = false;
    for (Map.Entry<Thread, Call> each : underWay.entrySet()) {
      if (each.getValue().holdsUpOthers()) {
        hurried = true;
      }
      if (now - each.getValue().since < LOOK_NANOS) {
        young = true;
      } else if (each.getKey().getState() == Thread.State.RUNNABLE) {
        computing++;
      }
    }
    boolean allWait = computing == 0 && added == 0 && !young;
    pause = allWait ? Math.min(2 * pause, MAX_LOOK_NANOS) : LOOK_NANOS;
    if (computing > 0 || added > 0) {
      adjust(computing);
    }
  }

  private void adjust(int computing) {
    int carriers = pool.size();
    // Where none is left, others that compute may stand in line behind those that were seen.
    int needed = computing < carriers ? computing : 2 * computing;
    // Fewer only one by one, since who computes is often followed by its like.
    int wanted = Math.min(Math.max(needed, added - 1), maxAdded);
    if (wanted != added && pool.resize(carriers + wanted - added)) {
      added = wanted;
    }
    if (computing > 0) {
      pool.nudge();
    }
  }
}
