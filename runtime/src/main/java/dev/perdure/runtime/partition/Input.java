package dev.perdure.runtime.partition;

import dev.perdure.engine.message.Message;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a partition's loop takes.
public sealed interface Input {

  /// Answers whoever waits for an answer that there will be none.
  default void refuse(String reason) {
    switch (this) {
      case Command command -> command.reply().accept(new Outcome.Unavailable(reason));
      case ReadHistory read -> read.reply().accept(null);
      case FetchWork fetch -> fetch.reply().accept(null);
      case Answer unused -> {}
      case Arrival unused -> {}
      case ForgetRequests unused -> {}
      case ForgetDelivered unused -> {}
    }
  }

  /// A message, and whom to tell its outcome once that is durable.
  ///
  /// @param request names a client's request, so that a repeat gets the first answer
  record Command(Message message, Consumer<Outcome> reply, @Nullable RequestName request)
      implements
        Input {}

  /// A worker's answer that somebody else waits for, too.
  ///
  /// @param settled run once the answer is durable
  record Answer(Message message, Runnable settled) implements Input {}

  /// A frame of another partition.
  record Arrival(Frame frame) implements Input {}

  /// A worker wants the history before the turn that it holds.
  ///
  /// @param reply told the events, or null if the turn is no longer outstanding
  record ReadHistory(WorkToken token, Consumer<@Nullable List<HistoryEvent>> reply)
      implements
        Input {}

  /// Work that waits as its token alone is to be handed out.
  ///
  /// @param reply told the item, or null if it is not wanted any more
  record FetchWork(WorkToken token, Consumer<@Nullable WorkItem> reply) implements Input {}

  /// The answers to old client requests need not be remembered any more.
  ///
  /// @param keys the keys of their rows
  record ForgetRequests(List<byte[]> keys) implements Input {}

  /// The messages that have arrived at other partitions need not be remembered any more.
  record ForgetDelivered() implements Input {}
}
