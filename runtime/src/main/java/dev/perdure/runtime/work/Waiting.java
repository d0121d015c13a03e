package dev.perdure.runtime.work;

import dev.perdure.engine.state.Sizes;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import org.jspecify.annotations.Nullable;

/// Work that waits: whole, or as its token alone, for which its partition gives the item again.
///
/// @param bytes about how many bytes of memory the item takes
record Waiting(
    WorkToken token, WorkKind kind, WorkFilter.Subject subject, long bytes,
    @Nullable WorkItem item) {

  /// An item that is to wait.
  static Waiting whole(WorkItem item) {
    return new Waiting(
        item.token(), WorkerSubscription.kind(item), Dispatcher.subject(item), Sizes.of(item),
        item);
  }

  /// The same without its item.
  Waiting withoutItem() {
    return new Waiting(token, kind, subject, bytes, null);
  }
}
