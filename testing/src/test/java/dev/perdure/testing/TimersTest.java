package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perdure.model.OrchestrationStatus;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskCanceledException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SessionCacheSizes
final class TimersTest extends HubTest {

  TimersTest(int sessionCacheSize) {
    super(sessionCacheSize);
  }

  @Test
  void aTimerFiresAtItsTimeAndNotBefore() throws Exception {
    functions.orchestration("Sleep", ctx -> {
      ctx.createTimer(Duration.ofHours(1)).await();
      return ctx.getCurrentInstant();
    });
    Instant begin = hub().now();
    String id = start("Sleep", null);

    hub().advance(Duration.ofHours(1).minusNanos(1_000));
    assertThat(status(id)).isEqualTo(OrchestrationStatus.RUNNING);

    hub().advance(Duration.ofNanos(1_000));
    assertThat(end(id).readOutputAs(Instant.class))
        .isCloseTo(begin.plusSeconds(3_600), within(1, ChronoUnit.MILLIS));
  }

  @Test
  void instantsAndZonedTimesAreTimesToo() throws Exception {
    functions.orchestration("Until", ctx -> {
      Instant now = ctx.getCurrentInstant();
      ctx.createTimer(now.plusSeconds(60)).await();
      ctx.createTimer(now.plusSeconds(120).atZone(ZoneOffset.ofHours(5))).await();
      return Duration.between(now, ctx.getCurrentInstant()).toSeconds();
    });
    String id = start("Until", null);

    hub().advance(Duration.ofMinutes(2));

    assertThat(end(id).readOutputAs(Long.class)).isEqualTo(120);
  }

  @Test
  void aTimeThatHasPassedFiresAtOnce() throws Exception {
    functions.orchestration("Past", ctx -> {
      ctx.createTimer(ctx.getCurrentInstant().minusSeconds(5)).await();
      ctx.createTimer(Instant.MIN).await();
      ctx.createTimer(Duration.ZERO).await();
      ctx.createTimer(Duration.ofDays(-1)).await();
      return "done";
    });

    assertThat(output("Past", String.class)).isEqualTo("done");
  }

  @Test
  void timersFireInTheOrderOfTheirTimes() throws Exception {
    List<Integer> fired = new CopyOnWriteArrayList<>();
    functions.orchestration("One", ctx -> {
      int minutes = ctx.getInput(int.class);
      ctx.createTimer(Duration.ofMinutes(minutes)).await();
      if (!ctx.getIsReplaying()) {
        fired.add(minutes);
      }
      return minutes;
    });
    List<Integer> all = List.of(30, 5, 120, 1, 60, 2, 240, 3);
    all.forEach(it -> start("One", it));

    hub().advance(Duration.ofHours(4));

    assertThat(fired).containsExactlyElementsOf(all.stream().sorted().toList());
  }

  @Test
  void timersInARowFireInOneLeap() throws Exception {
    functions.orchestration("Poll", ctx -> {
      Instant begin = ctx.getCurrentInstant();
      for (int i = 0; i < 50; i++) {
        ctx.createTimer(Duration.ofMinutes(1)).await();
      }
      return Duration.between(begin, ctx.getCurrentInstant()).toMinutes();
    });
    String id = start("Poll", null);

    hub().advance(Duration.ofMinutes(51));

    assertThat(end(id).readOutputAs(Long.class)).isEqualTo(50);
  }

  @Test
  void aCancelledTimerDoesNotHoldTheInstance() throws Exception {
    functions.orchestration("Cancel", ctx -> {
      Task<@Nullable Void> timer = ctx.createTimer(Duration.ofDays(1));
      boolean cancelled = timer.cancel();
      boolean again = timer.cancel();
      try {
        timer.await();
        return "fired";
      } catch (TaskCanceledException e) {
        return cancelled + " " + again + " " + timer.isCancelled() + timer.isDone();
      }
    });

    assertThat(output("Cancel", String.class)).isEqualTo("true false truetrue");
  }

  @Test
  void aRaceAgainstTenYearsIsWonByWhatComesFirst() throws Exception {
    functions.activity("Work", ctx -> "worked")
        .orchestration("Race", ctx -> {
          Task<@Nullable Void> deadline = ctx.createTimer(Duration.ofDays(3_650));
          Task<String> work = ctx.getInput(boolean.class)
              ? ctx.callActivity("Work", String.class)
              : ctx.waitForExternalEvent("Never", String.class);
          if (ctx.anyOf(work, deadline).await().equals(work)) {
            deadline.cancel();
            return work.await();
          }
          return "timed out";
        });

    assertThat(run("Race", true).readOutputAs(String.class)).isEqualTo("worked");

    String slow = start("Race", false);
    hub().advance(Duration.ofDays(3_649));
    assertThat(status(slow)).isEqualTo(OrchestrationStatus.RUNNING);
    hub().advance(Duration.ofDays(1));
    assertThat(end(slow).readOutputAs(String.class)).isEqualTo("timed out");
  }

  @Test
  void aTimerOutrunsAnActivityThatHangs() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    functions.activity("Hang", ctx -> {
      never.await();
      return "late";
    }).orchestration("Deadline", ctx -> {
      Task<@Nullable Void> deadline = ctx.createTimer(Duration.ofMinutes(5));
      Task<String> work = ctx.callActivity("Hang", String.class);
      boolean late = ctx.anyOf(work, deadline).await().equals(deadline);
      return late ? "too slow" : work.await();
    });
    String id = start("Deadline", null);

    hub().advance(Duration.ofMinutes(5));

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("too slow");
    never.countDown();
  }

  @Test
  void aTimeWithoutEndHarmsNobody() throws Exception {
    functions.orchestration("Forever", ctx -> {
      ctx.anyOf(ctx.createTimer(Instant.MAX), ctx.createTimer(Duration.ofDays(1_000_000)),
          ctx.waitForExternalEvent("Stop")).await();
      return "stopped";
    });
    String id = start("Forever", null);
    hub().advance(Duration.ofDays(365));

    client().raiseEvent(id, "Stop");

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("stopped");
  }

  @Test
  void thousandsOfTimersFireOnceEach() throws Exception {
    List<Integer> fired = new CopyOnWriteArrayList<>();
    functions.orchestration("Many", ctx -> {
      List<Task<@Nullable Void>> timers = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        int number = i;
        timers.add(ctx.createTimer(Duration.ofSeconds(i % 7)).thenAccept(unused -> {
          if (!ctx.getIsReplaying()) {
            fired.add(number);
          }
        }));
      }
      return ctx.allOf(timers).await().size();
    });
    String id = start("Many", null);

    hub().advance(Duration.ofSeconds(7));

    assertThat(end(id).readOutputAs(Integer.class)).isEqualTo(2_000);
    assertThat(fired).hasSize(2_000).doesNotHaveDuplicates();
  }
}
