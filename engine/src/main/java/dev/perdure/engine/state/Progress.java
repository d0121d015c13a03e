package dev.perdure.engine.state;

import dev.perdure.model.OrchestrationSpan;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How far an execution has come: the counters that place its rows.
///
/// @param rows how many history rows are committed; the next row has this number
/// @param events how many history events those rows hold
/// @param nextSequence the next number for a turn or an open task
/// @param firstMail the number of the first mail not yet consumed; that of the next one if there is
///     none
/// @param nextMail the number of the next mail to arrive
/// @param clock the time of the latest turn, which the next one may not precede
/// @param attempts how many unclean ends have met the turn that is due, since the last committed
///     one
/// @param span the span in which workers trace the execution, if they do
public record Progress(
    int rows, int events, long nextSequence, long firstMail, long nextMail, Instant clock,
    int attempts, @Nullable OrchestrationSpan span) {

  /// The progress of an execution that has not begun.
  public static final Progress NONE = new Progress(0, 0, 0, 0, 0, Instant.EPOCH, 0, null);
}
