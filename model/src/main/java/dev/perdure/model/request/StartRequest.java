package dev.perdure.model.request;

import dev.perdure.model.FunctionRef;
import dev.perdure.model.TraceContext;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Asks for a new orchestration instance.
///
/// @param instanceId the id wanted, absent to let the hub choose 32 hexadecimal digits
/// @param function the orchestrator to run; a name that no worker offers is accepted and stays
///     pending
/// @param input the JSON text handed to the orchestrator, if any
/// @param startAt the instant before which it must not begin; past or absent means now
/// @param tags facts to find it by; they never change
/// @param reuse what to do if the id is in use
/// @param requestId names this request: a repeat within the remembered time gets the first answer
/// @param trace the caller's trace context, if any
public record StartRequest(
    @Nullable String instanceId,
    FunctionRef function,
    @Nullable String input,
    @Nullable Instant startAt,
    Map<String, String> tags,
    ReusePolicy reuse,
    @Nullable String requestId,
    @Nullable TraceContext trace) {

  public StartRequest {
    tags = Map.copyOf(tags);
  }

  /// A start of the named orchestrator with the default policy and nothing else.
  public static StartRequest of(
      @Nullable String instanceId, String name, @Nullable String input) {
    return new StartRequest(instanceId, new FunctionRef(name, null), input, null, Map.of(),
        ReusePolicy.REPLACE_ENDED, null, null);
  }
}
