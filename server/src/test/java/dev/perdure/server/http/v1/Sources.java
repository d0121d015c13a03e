package dev.perdure.server.http.v1;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.InstanceState;
import dev.perdure.model.InstanceTimes;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.runtime.InstanceWatcher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A hub without instances, which knows who watches it.
final class Sources implements ChangeSource {
  private final List<InstanceWatcher> watchers = new ArrayList<>();

  /// Who watches.
  List<InstanceWatcher> watchers() {
    return watchers;
  }

  @Override
  public void watch(InstanceWatcher watcher) {
    watchers.add(watcher);
  }

  @Override
  public void unwatch(InstanceWatcher watcher) {
    watchers.remove(watcher);
  }

  /// An instance that runs.
  static InstanceState state(String id, @Nullable String custom) {
    Instant now = Instant.EPOCH;
    return new InstanceState(new ExecutionKey(id, "e"), new FunctionRef("F", null),
        OrchestrationStatus.RUNNING, new InstanceTimes(now, now, null, null), custom, Map.of(),
        null, null);
  }
}
