package dev.perdure.server.http.v1;

import dev.perdure.runtime.InstanceWatcher;

/// Where the changes of a hub's instances come from.
public interface ChangeSource {

  /// Lets a watcher hear of every change of an instance from now on.
  void watch(InstanceWatcher watcher);

  /// Ends what [#watch] began.
  void unwatch(InstanceWatcher watcher);
}
