package dev.perdure.sdk;

import dev.perdure.model.FailureDetails;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns exceptions into the failure details that histories hold, and asks what these were.
public final class Failures {
  private static final int MAX_CAUSES = 10;
  private static final int MAX_FRAMES = 64;

  private Failures() {}

  /// The details of the given exception and its causes.
  public static FailureDetails of(Throwable thrown, ExceptionPropertiesProvider properties) {
    try {
      return of(thrown, properties, MAX_CAUSES);
    } catch (RuntimeException e) { // An exception's own methods may throw, too.
      return FailureDetails.of(thrown.getClass().getName(), "(its description failed: "
          + e.getClass().getName() + ")");
    }
  }

  /// Whether the failure's type is the given one or one below it that the given type's loader
  /// knows.
  public static boolean isCausedBy(FailureDetails failure, Class<? extends Throwable> type) {
    if (failure.errorType().equals(type.getName())) {
      return true;
    }
    try {
      return type.isAssignableFrom(
          Class.forName(failure.errorType(), false,
              Thread.currentThread().getContextClassLoader()));
    } catch (ClassNotFoundException | LinkageError e) {
      return false; // Another program's exception, or an error type of another language.
    }
  }

  @SuppressWarnings("NullAway") // It reads no type arguments of a record's class file.
  private static FailureDetails of(
      Throwable thrown, ExceptionPropertiesProvider properties, int depth) {
    String message = thrown.getMessage();
    return new FailureDetails(
        thrown.getClass().getName(), message == null ? "" : message, stackTrace(thrown),
        inner(thrown, properties, depth), thrown instanceof NonRetriableException,
        propertiesOf(thrown, properties));
  }

  private static @Nullable FailureDetails inner(
      Throwable thrown, ExceptionPropertiesProvider properties, int depth) {
    if (thrown instanceof TaskFailedException task) {
      return task.getErrorDetails();
    }
    Throwable cause = thrown.getCause();
    return cause == null || depth == 0 ? null : of(cause, properties, depth - 1);
  }

  private static Map<String, @Nullable Object> propertiesOf(
      Throwable thrown, ExceptionPropertiesProvider properties) {
    try {
      return FailureProperties.of(properties.getExceptionProperties(thrown));
    } catch (RuntimeException e) {
      return Map.of("exceptionPropertiesProvider", "failed: " + e);
    }
  }

  private static String stackTrace(Throwable thrown) {
    StackTraceElement[] frames = thrown.getStackTrace();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
      text.append("\tat ").append(frames[i]).append('\n');
    }
    if (frames.length > MAX_FRAMES) {
      text.append("\t... ").append(frames.length - MAX_FRAMES).append(" more\n");
    }
    return text.toString();
  }
}
