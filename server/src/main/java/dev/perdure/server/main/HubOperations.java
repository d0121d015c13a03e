package dev.perdure.server.main;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.runtime.InstanceWatcher;
import dev.perdure.runtime.store.Store;
import dev.perdure.runtime.work.PendingWork;
import dev.perdure.server.http.Operations;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the HTTP front can ask of the program, answered by its hub and its store.
record HubOperations(EmbeddedHub main, Store store, TaskHubs hubs) implements Operations {

  @Override
  public Optional<EmbeddedHub> hub(String name) {
    return hubs.existing(name);
  }

  @Override
  public Optional<String> notReady() {
    return main.taskHub().serving()
        ? Optional.empty()
        : Optional.of("The hub does not serve all instances");
  }

  @Override
  public List<PendingFunction> pendingFunctions() {
    return main.taskHub().pendingWork().stream().map(HubOperations::pending).toList();
  }

  @Override
  public void backup(Path directory) {
    ServerProgram.write(store, directory);
  }

  @Override
  public void watch(InstanceWatcher watcher) {
    main.taskHub().watch(watcher);
  }

  @Override
  public void unwatch(InstanceWatcher watcher) {
    main.taskHub().unwatch(watcher);
  }

  private static PendingFunction pending(PendingWork work) {
    String kind = switch (work.kind()) {
      case TURN -> "orchestrator";
      case ACTIVITY -> "activity";
      case ENTITY -> "entity";
    };
    return new PendingFunction(kind, work.function(), work.instanceId());
  }
}
