package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.model.InstanceState;
import dev.perdure.model.request.StartRequest;
import dev.perdure.runtime.HubOptions;
import dev.perdure.runtime.InstanceWatcher;
import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.sdk.FunctionRegistry;
import dev.perdure.sdk.worker.DurableTaskWorker;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What those hear who watch a hub.
final class WatchersTest {
  private final EmbeddedHub hub = EmbeddedHub.open(
      MemoryStore.open(new MemoryStore.Disk()), HubOptions.defaults());
  private final DurableTaskWorker worker = new DurableTaskWorker(hub, new FunctionRegistry()
      .orchestration("Wait", ctx -> ctx.waitForExternalEvent("Go", Object.class).await())
      .orchestration("Count", ctx -> {
        ctx.setCustomStatus("at " + ctx.getInput(int.class));
        if (ctx.getInput(int.class) < 2) {
          ctx.continueAsNew(ctx.getInput(int.class) + 1);
        }
        return null;
      })).start();
  private final Heard heard = new Heard();

  @AfterEach
  void close() {
    worker.close();
    hub.close();
  }

  @Test
  void everyStateOfAnInstanceIsToldInOrder() {
    hub.taskHub().watch(heard);
    start("a", "Wait", "0");
    hub.awaitStart("a", false).toCompletableFuture().join();
    hub.suspend("a", "hold").toCompletableFuture().join();
    hub.resume("a", "go").toCompletableFuture().join();
    hub.raiseEvent("a", "Go", "1", null).toCompletableFuture().join();
    hub.awaitCompletion("a", false).toCompletableFuture().join();
    hub.purge("a", false).toCompletableFuture().join();
    heard.await("a removed Completed");

    assertThat(heard.all.stream().filter(it -> !it.equals("a Pending"))).containsExactly(
        "a Running", "a Suspended", "a Running", "a Completed", "a removed Completed");
  }

  @Test
  void aCustomStatusIsToldAndSoIsTheEndOfMany() {
    hub.taskHub().watch(heard);
    start("c", "Count", "0");
    hub.awaitCompletion("c", false).toCompletableFuture().join();
    heard.await("c Completed \"at 2\"");

    assertThat(heard.all).doesNotHaveDuplicates();
  }

  @Test
  void whoWatchesNoMoreHearsNothing() {
    hub.taskHub().watch(heard);
    hub.taskHub().unwatch(heard);
    start("a", "Wait", "0");
    hub.awaitStart("a", false).toCompletableFuture().join();

    assertThat(heard.all).isEmpty();
  }

  private void start(String id, String function, String input) {
    hub.start(StartRequest.of(id, function, input)).toCompletableFuture().join();
  }

  /// Notes what it hears.
  private static final class Heard implements InstanceWatcher {
    private final List<String> all = new CopyOnWriteArrayList<>();

    void await(String last) {
      while (!all.contains(last)) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void changed(InstanceState state) {
      all.add(state.instanceId() + " " + state.status().label()
          + (state.customStatus() == null ? "" : " " + state.customStatus()));
    }

    @Override
    public void removed(InstanceState last) {
      all.add(last.instanceId() + " removed " + last.status().label());
    }

    @Override
    public void gap() {
      all.add("gap");
    }
  }
}
