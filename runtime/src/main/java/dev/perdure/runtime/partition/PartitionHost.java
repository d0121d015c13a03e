package dev.perdure.runtime.partition;

import dev.perdure.runtime.env.Loop;
import dev.perdure.runtime.env.LoopBody;
import dev.perdure.runtime.env.LoopKind;
import dev.perdure.runtime.store.Store;
import dev.perdure.runtime.store.StoreException;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The place of a partition in this process. It keeps the loop and the queue of inputs; the
/// partition itself is opened anew, from the store, whenever its memory was lost.
public final class PartitionHost {
  private static final Logger log = LoggerFactory.getLogger(PartitionHost.class);

  /// How long to wait before each next opening after a loss, in nanoseconds.
  private static final long[] PAUSES = {
      0, TimeUnit.MILLISECONDS.toNanos(100), TimeUnit.SECONDS.toNanos(1),
      TimeUnit.SECONDS.toNanos(5), TimeUnit.SECONDS.toNanos(30)
  };

  private final int number;
  private final Store store;
  private final Services services;
  private final Queue<Input> inputs = new ConcurrentLinkedQueue<>();
  /// The inputs that had arrived when the partition began to leave.
  private final Queue<Input> last = new ConcurrentLinkedQueue<>();
  private final Loop loop;
  private @Nullable Partition partition;
  private int losses;
  private long openAt;
  private volatile boolean started;
  private volatile boolean closing;
  private boolean gathered;
  private final CompletableFuture<@Nullable Void> left = new CompletableFuture<>();
  private volatile boolean serving;

  /// A place whose partition is not open.
  public PartitionHost(int number, Store store, Services services) {
    this.number = number;
    this.store = store;
    this.services = services;
    this.openAt = services.env().nanos();
    this.loop = services.env().loop("perdure-partition-" + number, LoopKind.LIGHT, this::run);
  }

  /// Opens the partition. Not before all its neighbours have their places, since it may have
  /// messages for them at once.
  public void start() {
    started = true;
    loop.wake();
  }

  /// Gives the partition an input. Callers may be any thread.
  public void give(Input input) {
    inputs.add(input);
    loop.wake();
  }

  /// Whether the partition is open and takes inputs.
  public boolean serving() {
    return serving;
  }

  /// Lets the partition take the inputs that it has got, but no more, hand what is open to the
  /// committer, and leave a note that it ended in good order.
  ///
  /// @return completes when everything that was open is durable
  public CompletableFuture<@Nullable Void> leave() {
    closing = true;
    loop.wake();
    return left;
  }

  /// Ends the loop. Inputs that were not taken are refused.
  public void stop() {
    loop.stop();
    refuseInputs("the hub has stopped");
  }

  private long run() {
    if (!started) {
      return LoopBody.UNTIL_WOKEN;
    }
    try {
      // Only the present opening's loss counts: an earlier one's last batches are refused, too.
      String reason = partition == null ? null : partition.lost();
      if (reason != null) {
        drop(reason);
      }
      return closing ? close() : serve();
    } catch (StoreException e) {
      services.neighbours().storeFailed(e);
      drop(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      // An error, too: without its loop the partition would never answer again.
      log.atError().addKeyValue("partition", number).setCause(e)
          .log("Expected the partition to decide, but it failed; it is opened anew");
      drop("the partition failed: " + e.getMessage());
    }
    return 0;
  }

  private long serve() {
    if (partition == null) {
      long wait = openAt - services.env().nanos();
      if (wait > 0) {
        refuseInputs("the partition is being opened");
        return wait;
      }
      partition = new Partition(number, store.open(number), services, loop::wake);
      serving = true;
      if (losses > 0) {
        services.neighbours().reopened(number);
      }
    }
    long pause = partition.run(inputs);
    if (losses > 0 && partition.settle()) {
      losses = 0;
    }
    return pause;
  }

  private long close() {
    if (partition != null && serving) {
      gatherLast();
      if (!last.isEmpty()) {
        long pause = partition.run(last);
        return last.isEmpty() ? 0 : pause;
      }
      serving = false;
      partition.leave();
    }
    if (partition != null && !partition.settle()) {
      return TimeUnit.MILLISECONDS.toNanos(1);
    }
    left.complete(null);
    return LoopBody.UNTIL_WOKEN;
  }

  /// What came before the end is still taken: the answers of activities that have run, above all.
  /// What comes later is not, or two partitions could keep each other open.
  private void gatherLast() {
    if (!gathered) {
      gathered = true;
      for (Input input = inputs.poll(); input != null; input = inputs.poll()) {
        last.add(input);
      }
    }
  }

  private void drop(String reason) {
    serving = false;
    if (partition != null) {
      // What is durable has been promised, whatever becomes of the rest.
      partition.settle();
      partition.abandon(reason);
      partition = null;
      services.neighbours().lost(number);
    }
    openAt = services.env().nanos() + PAUSES[Math.min(losses, PAUSES.length - 1)];
    losses++;
    refuseInputs(reason);
  }

  private void refuseInputs(String reason) {
    refuse(last, reason);
    refuse(inputs, reason);
  }

  private static void refuse(Queue<Input> refused, String reason) {
    for (Input input = refused.poll(); input != null; input = refused.poll()) {
      input.refuse(reason);
    }
  }
}
