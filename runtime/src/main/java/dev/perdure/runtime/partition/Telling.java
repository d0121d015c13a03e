package dev.perdure.runtime.partition;

import dev.perdure.engine.state.Orchestration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tells those who watch the hub what becomes of its instances, when it is durable. If nobody
/// watches it costs nothing.
record Telling(Services.Neighbours neighbours, Pipeline pipeline) implements InstanceRow.Stored {

  @Override
  public void row(@Nullable Orchestration before, @Nullable Orchestration now) {
    if (neighbours.watched() && differ(before, now)) {
      pipeline.afterwards(() -> neighbours.stored(before, now));
    }
  }

  private static boolean differ(@Nullable Orchestration before, @Nullable Orchestration now) {
    if (before == null || now == null) {
      return before != null || now != null;
    }
    return before.status() != now.status()
        || !before.execution().equals(now.execution())
        || !Objects.equals(before.customStatus(), now.customStatus());
  }
}
