package dev.perdure.runtime;

import dev.perdure.runtime.partition.Input;
import dev.perdure.runtime.rows.Keys;
import dev.perdure.runtime.rows.OutcomeRow;
import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

  private final Purges purges;
  private final HubCore core;
  private final HubOptions options;
  private volatile boolean ended;

  Housekeeping(Purges purges, HubCore core, HubOptions options) {
    this.purges = purges;
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
    if (ended || core.failed()) {
      return;
    }
    Instant now = core.env().now();
    CompletionStage<Integer> removing = options.retention()
        .map(age -> removeEndedBefore(now.minus(age)))
        .orElseGet(() -> CompletableFuture.completedFuture(0));
    CompletionStage<?> unusedStage = removing
        .thenRun(() -> forgetRequestsBefore(now.minus(HubOptions.REQUEST_MEMORY)))
        .whenComplete((unused, failure) -> {
          if (failure != null && !ended) {
            log.warn("Expected to tidy the hub, but it failed; the next round tries again",
                failure);
          }
          begin();
        });
  }

  private Duration pause() {
    Duration pause = options.retention().map(age -> age.dividedBy(10)).orElse(LONGEST_PAUSE);
    pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    return pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
  }

  private CompletionStage<Integer> removeEndedBefore(Instant limit) {
    return purges.endedBefore(limit).thenApply(removed -> {
      if (removed > 0) {
        log.info("Removed {} finished instances that ended before {}", removed, limit);
      }
      return removed;
    });
  }

  /// Lets the partitions forget the answers that they gave before an instant.
  void forgetRequestsBefore(Instant limit) {
    byte[] all = Keys.allRequests();
    try (Snapshot snapshot = core.store().snapshot()) {
      for (int partition = 0; partition < core.partitions() && !ended; partition++) {
        List<byte[]> old = new ArrayList<>();
        try (Cursor cursor = snapshot.partition(partition).scan(all, Keys.after(all))) {
          while (cursor.next()) {
            if (OutcomeRow.decode(cursor.value()).answered().isBefore(limit)) {
              old.add(cursor.key());
            }
            if (old.size() == PAGE) {
              core.give(partition, new Input.ForgetRequests(old));
              old = new ArrayList<>();
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
