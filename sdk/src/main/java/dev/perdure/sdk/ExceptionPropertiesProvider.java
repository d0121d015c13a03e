package dev.perdure.sdk;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Adds facts to the failure details of an exception that leaves an activity or an orchestrator,
/// such as an order's number. Values are null, `Boolean`, numbers, `String`, `List` or `Map` of
/// these.
@FunctionalInterface
public interface ExceptionPropertiesProvider {

  /// Adds nothing.
  ExceptionPropertiesProvider NONE = exception -> Map.<String, @Nullable Object>of();

  /// The facts of the given exception, empty for none.
  Map<String, @Nullable Object> getExceptionProperties(Throwable exception);
}
