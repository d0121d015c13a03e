package dev.perdure.sdk.replay;

import dev.perdure.model.Action;
import dev.perdure.model.HistoryEvent;
import org.jspecify.annotations.Nullable;

/// The report of how an orchestrator departed from its history, laid out for people: what the
/// history holds, what the code did and where, and what usually causes it.
final class Difference {
  private static final String CAUSES = "\n  hint:     was the code changed while instances run, "
      + "or does it use the clock, chance, the environment, threads or unordered collections? "
      + "Start changed code under a new name or version; take time, random numbers and ids from "
      + "the context.";

  private Difference() {}

  static String mismatch(HistoryEvent event, Action action, @Nullable StackTraceElement site) {
    return text(expected(event), "action #" + action.id() + " " + Recorded.describe(action)
        + CallSites.at(site));
  }

  static String missing(HistoryEvent event, @Nullable StackTraceElement site) {
    return text(expected(event), "nothing of this number before it waited or ended"
        + CallSites.at(site));
  }

  static String unrecorded(Action action, @Nullable StackTraceElement site) {
    return text("nothing numbered #" + action.id() + " at this place",
        "action #" + action.id() + " " + Recorded.describe(action) + CallSites.at(site));
  }

  private static String expected(HistoryEvent event) {
    return "event #" + event.eventId() + " " + Recorded.describe(event.body());
  }

  private static String text(String expected, String actual) {
    return "\n  expected: " + expected + "\n  but got:  " + actual + CAUSES;
  }
}
