package dev.perdure.server.grpc;

import dev.perdure.protocol.message.GetWorkItemsRequest;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The example functions that the server runs itself. They are listed, so that their work never
/// reaches a worker that takes everything, which looks to its user as if nothing happened.
///
/// @param names of the functions, empty if there are none
/// @param hubs which of them is the default one, where they run
record Examples(Set<String> names, HubDirectory hubs) {
  private static final Logger log = LoggerFactory.getLogger(Examples.class);

  /// Warns of the worker who sends the message, if work may pass it by.
  void warnOf(Caller caller, GetWorkItemsRequest request) {
    boolean here = hubs.find("").filter(main -> main == caller.hub()).isPresent();
    if (!names.isEmpty() && here && !request.hasWorkItemFilters()) {
      log.warn("A worker without filters connects ({}), but this server also runs the example"
          + " functions, and work for them does not go to the worker: {}. Start the server with"
          + " --no-examples", caller.agent(), String.join(", ", new TreeSet<>(names)));
    }
  }
}
