package dev.perdure.server.http;

import dev.perdure.embedded.EmbeddedHub;
import dev.perdure.server.http.v1.ChangeSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the front can ask of the program around it.
public interface Operations extends ChangeSource {

  /// Another hub of this program, if there is one of that name. None is made.
  Optional<EmbeddedHub> hub(String name);

  /// Why no requests should be sent here now; empty if they should.
  Optional<String> notReady();

  /// The functions that instances wait for and no connected worker offers.
  List<PendingFunction> pendingFunctions();

  /// Writes a consistent copy of the state into a directory that does not exist yet or is empty.
  ///
  /// @throws RuntimeException if that fails; its message says why
  void backup(Path directory);

  /// A function that no worker offers.
  ///
  /// @param kind `orchestrator` or `activity`
  /// @param name its name
  /// @param instanceId one of the instances that wait for it
  record PendingFunction(String kind, String name, String instanceId) {}
}
