package dev.perdure.runtime.read;

import dev.perdure.model.FailureDetails;
import dev.perdure.model.InstanceState;
import dev.perdure.model.codec.FailureDetailsCodec;
import dev.perdure.model.codec.Utf8;
import dev.perdure.model.codec.WireWriter;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.model.request.LockWaiters;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is left of the bytes that a page may have. It is asked before anything is added, so that no
/// more than a page and one instance are in memory.
public final class PageRoom {

  /// What an instance or an entity takes beside its texts: times, numbers, and what stands around
  /// texts on their way.
  private static final int FRAME = 256;

  private static final int SMALL_FRAME = 16;

  private long left = InstanceQuery.MAX_PAGE_BYTES;
  private boolean isEmpty = true;

  /// Takes room for an instance.
  ///
  /// @return whether it fits; the first one always does
  public boolean takes(InstanceState state) {
    return takes(bytes(state));
  }

  /// Takes room for an entity.
  ///
  /// @return whether it fits; the first one always does
  public boolean takes(EntityState state) {
    return takes(bytes(state));
  }

  private boolean takes(long bytes) {
    boolean fits = isEmpty || bytes <= left;
    left -= bytes;
    isEmpty = false;
    return fits;
  }

  private static long bytes(InstanceState state) {
    long bytes = FRAME + bytes(state.instanceId()) + bytes(state.execution().executionId())
        + bytes(state.function().name()) + bytes(state.function().version())
        + bytes(state.customStatus()) + bytes(state.parentInstanceId());
    for (Map.Entry<String, String> tag : state.tags().entrySet()) {
      bytes += SMALL_FRAME + bytes(tag.getKey()) + bytes(tag.getValue());
    }
    InstanceState.Payloads payloads = state.payloads();
    return payloads == null
        ? bytes
        : bytes + bytes(payloads.input()) + bytes(payloads.output()) + bytes(payloads.failure());
  }

  private static long bytes(EntityState state) {
    long bytes = FRAME + bytes(state.id().instanceId()) + bytes(state.lockedBy())
        + bytes(state.state());
    if (state.waiters() != null) {
      for (LockWaiters.Waiter waiter : state.waiters().first()) {
        bytes += 2 * SMALL_FRAME + bytes(waiter.instanceId());
      }
    }
    return bytes;
  }

  private static long bytes(@Nullable String text) {
    return text == null ? 0 : Utf8.length(text);
  }

  private static long bytes(@Nullable FailureDetails failure) {
    if (failure == null) {
      return 0;
    }
    WireWriter writer = new WireWriter();
    FailureDetailsCodec.encode(failure, writer);
    return writer.size();
  }
}
