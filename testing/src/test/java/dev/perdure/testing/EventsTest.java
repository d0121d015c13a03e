package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskCanceledException;
import dev.perdure.sdk.TypeRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@SessionCacheSizes
final class EventsTest extends HubTest {

  EventsTest(int sessionCacheSize) {
    super(sessionCacheSize);
  }

  @Test
  void anEventWakesItsWaiter() throws Exception {
    functions.orchestration("Approve",
        ctx -> ctx.waitForExternalEvent("ApprovalEvent", Boolean.class)
            .await() ? "approved" : "rejected");
    String id = start("Approve", null);
    hub().awaitIdle();

    client().raiseEvent(id, "ApprovalEvent", true);

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("approved");
  }

  @Test
  void eventsThatComeBeforeTheWaitAreKeptInOrder() throws Exception {
    functions.orchestration("Late", ctx -> {
      ctx.waitForExternalEvent("Begin").await();
      List<Integer> numbers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        numbers.add(ctx.waitForExternalEvent("Number", Integer.class).await());
      }
      return numbers;
    });
    String id = start("Late", null);
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      client().raiseEvent(id, "Number", i);
      expected.add(i);
    }
    hub().awaitIdle();

    client().raiseEvent(id, "Begin");

    assertThat(end(id).readOutputAs(Object.class)).isEqualTo(expected);
  }

  @Test
  void severalWaitersAreServedInTheOrderOfTheirWaits() throws Exception {
    functions.orchestration("Both", ctx -> {
      Task<String> first = ctx.waitForExternalEvent("E", String.class);
      Task<String> second = ctx.waitForExternalEvent("e", String.class);
      Task<String> other = ctx.waitForExternalEvent("other", String.class);
      return ctx.allOf(List.of(first, second, other)).await();
    });
    String id = start("Both", null);
    hub().awaitIdle();

    client().raiseEvent(id, "OTHER", "x");
    client().raiseEvent(id, "E", "1");
    client().raiseEvent(id, "E", "2");

    assertThat(end(id).readOutputAs(Object.class)).isEqualTo(List.of("1", "2", "x"));
  }

  @Test
  void aWaitThatTimesOutTakesNoEvent() throws Exception {
    functions.orchestration("Timeout", ctx -> {
      String first;
      try {
        first = ctx.waitForExternalEvent("E", Duration.ofHours(71), String.class).await();
      } catch (TaskCanceledException e) {
        first = "timed out";
      }
      return first + ", then " + ctx.waitForExternalEvent("E", String.class).await();
    });
    String id = start("Timeout", null);
    hub().advance(Duration.ofHours(71));

    client().raiseEvent(id, "E", "kept");

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("timed out, then kept");
  }

  @Test
  void anEventInTimeCancelsTheTimer() throws Exception {
    functions.orchestration("InTime",
        ctx -> ctx.waitForExternalEvent("E", Duration.ofDays(400), String.class).await());
    String id = start("InTime", null);
    hub().advance(Duration.ofDays(399));

    client().raiseEvent(id, "E", "phew");

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("phew");
  }

  @Test
  void aTimeoutOfZeroOnlyLooks() throws Exception {
    functions.orchestration("Look", ctx -> {
      List<String> seen = new ArrayList<>();
      ctx.waitForExternalEvent("Begin").await();
      for (int i = 0; i < 2; i++) {
        try {
          seen.add(ctx.waitForExternalEvent("E", Duration.ZERO, String.class).await());
        } catch (TaskCanceledException e) {
          seen.add("nothing");
        }
      }
      return seen;
    });
    String id = start("Look", null);
    client().raiseEvent(id, "E", "one");
    client().raiseEvent(id, "Begin");

    assertThat(end(id).readOutputAs(Object.class)).isEqualTo(List.of("one", "nothing"));
  }

  @Test
  void aCancelledWaitLeavesTheEventToTheNext() throws Exception {
    functions.orchestration("Cancel", ctx -> {
      Task<String> first = ctx.waitForExternalEvent("E", Duration.ofDays(1), String.class);
      Task<String> second = ctx.waitForExternalEvent("E", String.class);
      return first.cancel() + " " + second.await() + " " + first.isCancelled();
    });
    String id = start("Cancel", null);
    hub().awaitIdle();

    client().raiseEvent(id, "E", "for the second");

    assertThat(end(id).readOutputAs(String.class)).isEqualTo("true for the second true");
  }

  @Test
  void dataOfGenericTypesArrives() throws Exception {
    functions.orchestration("Typed", ctx -> {
      Map<String, List<Integer>> map = ctx
          .waitForExternalEvent("E", new TypeRef<Map<String, List<Integer>>>() {}).await();
      return map;
    });
    String id = start("Typed", null);

    client().raiseEvent(id, "E", Map.of("a", List.of(1, 2)));

    assertThat(end(id).getSerializedOutput()).hasValue("{\"a\":[1,2]}");
  }

  @Test
  void dataOfTheWrongTypeFailsTheWaitAlone() throws Exception {
    functions.orchestration("Wrong", ctx -> {
      try {
        return "got " + ctx.waitForExternalEvent("E", Integer.class).await();
      } catch (RuntimeException e) {
        return ctx.waitForExternalEvent("E", String.class).await() + " after " + e.getMessage();
      }
    });
    String id = start("Wrong", null);
    client().raiseEvent(id, "E", "no number");
    client().raiseEvent(id, "E", "text");

    assertThat(end(id).readOutputAs(String.class)).contains("text after", "event E", "Integer");
  }

  @Test
  void instancesSendEventsToEachOther() throws Exception {
    functions.orchestration("Pong", ctx -> {
      for (int i = 0; i < 10; i++) {
        String from = ctx.waitForExternalEvent("Ping", String.class).await();
        ctx.sendEvent(from, "Pong", i);
      }
      return "served";
    }).orchestration("Ping", ctx -> {
      List<Integer> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        ctx.sendEvent("pong", "Ping", ctx.getInstanceId());
        answers.add(ctx.waitForExternalEvent("Pong", Integer.class).await());
      }
      return answers;
    });
    startAs("pong", "Pong", null);

    String ping = start("Ping", null);

    assertThat(end(ping).readOutputAs(Object.class))
        .isEqualTo(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    assertThat(end("pong").readOutputAs(String.class)).isEqualTo("served");
  }

  @Test
  void eventsToNobodyAndToOneselfAreHarmless() throws Exception {
    functions.orchestration("Send", ctx -> {
      ctx.sendEvent("nobody", "E", 1);
      ctx.sendEvent(ctx.getInstanceId(), "E", "self");
      return ctx.waitForExternalEvent("E", String.class).await();
    });

    assertThat(output("Send", String.class)).isEqualTo("self");
  }

  @Test
  void sentEventsKeepTheirOrder() throws Exception {
    functions.orchestration("Collect", ctx -> {
      List<Integer> all = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        all.add(ctx.waitForExternalEvent("E", Integer.class).await());
      }
      return all;
    }).orchestration("Send", ctx -> {
      for (int i = 0; i < 100; i++) {
        ctx.sendEvent("collect", "E", i);
      }
      return null;
    });
    startAs("collect", "Collect", null);
    start("Send", null);

    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      expected.add(i);
    }
    assertThat(end("collect").readOutputAs(Object.class)).isEqualTo(expected);
  }
}
