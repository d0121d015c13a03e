package dev.perdure.runtime.work;

import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Gives work again that waits as its token alone.
@FunctionalInterface
public interface WorkSource {

  /// Asks for what was offered under a token.
  ///
  /// @param reply told it once, on whichever thread, or null if it is not wanted any more
  void fetch(WorkToken token, Consumer<@Nullable WorkItem> reply);
}
