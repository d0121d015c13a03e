package dev.perdure.engine.state;

import dev.perdure.model.ParentInstance;
import dev.perdure.model.TraceContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where an instance came from. Continue-as-new and rewind keep it.
///
/// @param parent the orchestration that waits for it, if any
/// @param tags the tags given at the start
/// @param trace the trace context of the start, if any
public record Origin(
    @Nullable ParentInstance parent, Map<String, String> tags, @Nullable TraceContext trace) {
  public Origin {
    tags = Map.copyOf(tags);
  }
}
