package dev.perdure.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What went wrong in an activity, an orchestration or an entity operation, as it is stored and
/// passed on unchanged.
///
/// @param errorType the type of the error, for Java the class name of the exception
/// @param message the error's text
/// @param stackTrace where it happened, if known; never part of any comparison on replay
/// @param innerFailure the cause, if any
/// @param nonRetriable whether retry policies leave this failure alone
/// @param properties further facts: values are null, `Boolean`, `Double`, `String`, `List` or `Map`
///     of these
public record FailureDetails(
    String errorType,
    String message,
    @Nullable String stackTrace,
    @Nullable FailureDetails innerFailure,
    boolean nonRetriable,
    Map<String, @Nullable Object> properties) {

  // Not compact: javac would leave out of the class file that a property may be null.
  public FailureDetails(
      String errorType,
      String message,
      @Nullable String stackTrace,
      @Nullable FailureDetails innerFailure,
      boolean nonRetriable,
      Map<String, @Nullable Object> properties) {
    this.errorType = errorType;
    this.message = message;
    this.stackTrace = stackTrace;
    this.innerFailure = innerFailure;
    this.nonRetriable = nonRetriable;
    this.properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /// A failure of the given type and text and nothing else.
  public static FailureDetails of(String errorType, String message) {
    return new FailureDetails(errorType, message, null, null, false, Map.of());
  }

  /// A failure that no retry can cure.
  public static FailureDetails nonRetriable(String errorType, String message) {
    return new FailureDetails(errorType, message, null, null, true, Map.of());
  }
}
