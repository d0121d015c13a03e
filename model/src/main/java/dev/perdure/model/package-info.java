/// The vocabulary of durable execution: history events, actions, statuses, failures and ids, as
/// records and sealed interfaces without behaviour of their own. Everything else speaks in these
/// words. Nothing here knows a clock, a thread, a store or a wire; the codec beside it only turns
/// records into bytes and back. Start with [HistoryEvent] and [Action].
@NullMarked
package dev.perdure.model;

import org.jspecify.annotations.NullMarked;
