package dev.perdure.runtime;

import dev.perdure.model.InstanceState;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.InstanceFilter;
import dev.perdure.model.request.InstancePage;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.runtime.partition.Input;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.OutcomeRow;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.Snapshot;
import dev.perdure.runtime.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a hub does by itself from time to time: it removes finished instances that have become old,
/// and forgets the answers to old requests.
final class Housekeeping {
  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

  /// The longest pause between two rounds; a short retention makes it shorter.
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final int PAGE = 200;

  private final TaskHub hub;
  private final HubCore core;
  private final HubOptions options;
  private volatile boolean ended;

  Housekeeping(TaskHub hub, HubCore core, HubOptions options) {
    this.hub = hub;
    this.core = core;
    this.options = options;
  }

  void begin() {
    core.env().schedule(pause(), this::round);
  }

  void end() {
    ended = true;
  }

  private void round() {
    if (ended || core.failure().isDone()) {
      return;
    }
    try {
      Instant now = core.env().now();
      options.retention().ifPresent(age -> removeEndedBefore(now.minus(age)));
      forgetRequestsBefore(now.minus(HubOptions.REQUEST_MEMORY));
    } catch (StoreException e) {
      core.storeFailed(e);
    } catch (CompletionException e) {
      if (!ended) {
        log.warn("Expected to tidy the hub, but it failed; the next round tries again", e);
      }
    }
    begin();
  }

  private Duration pause() {
    Duration pause = options.retention().map(age -> age.dividedBy(10)).orElse(LONGEST_PAUSE);
    pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    return pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
  }

  /// An instance that ended before the limit was also created before it: the index by creation
  /// narrows the search, the row decides.
  private void removeEndedBefore(Instant limit) {
    InstanceFilter ended = new InstanceFilter(
        EnumSet.of(
            OrchestrationStatus.COMPLETED, OrchestrationStatus.FAILED,
            OrchestrationStatus.CANCELED, OrchestrationStatus.TERMINATED),
        null, limit, null, null, Map.of());
    int removed = 0;
    @Nullable
    String continuation = null;
    do {
      InstancePage page = hub.query(new InstanceQuery(ended, PAGE, continuation, false))
          .toCompletableFuture().join();
      for (InstanceState state : page.instances()) {
        Instant completed = state.times().completed();
        if (completed != null && completed.isBefore(limit)) {
          removed += hub.purge(state.instanceId(), false).toCompletableFuture().join().removed();
        }
      }
      continuation = page.continuation();
    } while (continuation != null && !this.ended);
    if (removed > 0) {
      log.info("Removed {} finished instances that ended before {}", removed, limit);
    }
  }

  private void forgetRequestsBefore(Instant limit) {
    byte[] all = Keys.allRequests();
    try (Snapshot snapshot = core.store().snapshot()) {
      for (int partition = 0; partition < core.partitions() && !ended; partition++) {
        List<byte[]> old = new ArrayList<>();
        try (Cursor cursor = snapshot.partition(partition).scan(all, Keys.after(all))) {
          while (cursor.next()) {
            if (OutcomeRow.decode(cursor.value()).answered().isBefore(limit)) {
              old.add(cursor.key());
            }
          }
        }
        if (!old.isEmpty()) {
          core.give(partition, new Input.ForgetRequests(old));
        }
      }
    }
  }
}
