package dev.perdure.server.http.v1;

import dev.perdure.model.Identifiers;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a job is asked to do.
///
/// @param operation what is done to each instance
/// @param filter which instances
/// @param reason why, for the history
/// @param text the order as it was given, from which it can be read again
record JobOrder(Operation operation, Filter filter, @Nullable String reason, String text) {

  /// What is done to each instance.
  enum Operation {
    TERMINATE, SUSPEND, RESUME, REWIND, RESTART, PURGE;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Reads an order.
  static JobOrder of(String text) {
    Body body = Body.of(text, Set.of("operation", "filter", "reason"));
    return new JobOrder(
        operation(body.required("operation")),
        Filter.of(body.object("filter", Filter.NAMES)),
        body.text("reason"),
        text);
  }

  private static Operation operation(String name) {
    for (Operation operation : Operation.values()) {
      if (operation.label().equals(name)) {
        return operation;
      }
    }
    throw Problems.invalid("Expected terminate, suspend, resume, rewind, restart or purge as "
        + "operation, but got " + Identifiers.quote(name));
  }
}
