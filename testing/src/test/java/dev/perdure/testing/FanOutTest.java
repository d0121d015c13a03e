package dev.perdure.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.sdk.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@SessionCacheSizes
final class FanOutTest extends HubTest {

  FanOutTest(int sessionCacheSize) {
    super(sessionCacheSize);
  }

  @Test
  void tenThousandActivitiesFanInAgain() throws Exception {
    functions.activity("Same", Integer.class, n -> n)
        .orchestration("Wide", ctx -> {
          List<Task<Integer>> tasks = new ArrayList<>();
          for (int i = 0; i < 10_000; i++) {
            tasks.add(ctx.callActivity("Same", i, Integer.class));
          }
          return ctx.allOf(tasks).await().stream().mapToLong(it -> it).sum();
        });

    assertThat(output("Wide", Long.class)).isEqualTo(9_999L * 10_000 / 2);
  }

  @Test
  void aThousandChildrenAcrossPartitionsFanInAgain() throws Exception {
    functions.orchestration("Child", ctx -> ctx.getInput(Integer.class))
        .orchestration("Wide", ctx -> {
          List<Task<Integer>> tasks = new ArrayList<>();
          for (int i = 0; i < 1_000; i++) {
            tasks.add(ctx.callSubOrchestrator("Child", i, "child-" + i, Integer.class));
          }
          return ctx.allOf(tasks).await().stream().mapToLong(it -> it).sum();
        });

    assertThat(output("Wide", Long.class)).isEqualTo(999L * 1_000 / 2);
  }

  @Test
  void aLongChainOfWaitsOnOneTaskKeepsItsCost() throws Exception {
    functions.activity("Next", Integer.class, n -> requireNonNull(n) + 1)
        .orchestration("Long", ctx -> {
          Task<String> stop = ctx.waitForExternalEvent("Stop", String.class);
          int n = 0;
          while (n < 2_000) {
            Task<Integer> next = ctx.callActivity("Next", n, Integer.class);
            ctx.anyOf(stop, next).await();
            n = next.await();
          }
          return n;
        });

    assertThat(output("Long", Integer.class)).isEqualTo(2_000);
  }
}
