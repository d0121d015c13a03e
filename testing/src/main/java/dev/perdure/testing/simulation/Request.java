package dev.perdure.testing.simulation;

import dev.perdure.runtime.TaskHub;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A client's request.
///
/// @param what for people to read
/// @param instanceId whom it is about, if that is known before
/// @param ask asks it, each time alike
/// @param text what becomes durable with it, if anything that can be recognized
/// @param repeatable whether it carries a name, so that repeating it is safe
record Request(
    String what, @Nullable String instanceId, Function<TaskHub, CompletionStage<?>> ask,
    @Nullable String text, boolean repeatable) {

  /// Where a client has its requests from.
  interface Script {

    /// How long the client thinks before the next request, in nanoseconds.
    long pause();

    /// The next request, or null at the end.
    @Nullable
    Request next();
  }
}
