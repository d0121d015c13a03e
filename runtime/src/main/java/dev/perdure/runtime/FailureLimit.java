package dev.perdure.runtime;

import dev.perdure.model.FailureDetails;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Holds the limit on payloads for failures. They cannot be refused, since they are why something
/// ended; so a failure that is too large is cut down to its type and the beginning of its text.
final class FailureLimit {

  /// The most characters of an error type that are kept of a failure that is too large.
  private static final int TYPE_LENGTH = 200;

  /// Causes and nested properties further inside are not stored at all.
  private static final int DEPTH = 40;

  private FailureLimit() {}

  /// The failure, or what is kept of it if its texts might take more than the given bytes.
  static FailureDetails cut(FailureDetails failure, int bytes) {
    // No character takes more than three bytes.
    long most = bytes / 3;
    long length = length(failure);
    if (length <= most) {
      return failure;
    }
    return new FailureDetails(
        begin(failure.errorType(), TYPE_LENGTH),
        begin(failure.message(), (int) (most / 2)) + " (cut: the failure had " + length
            + " characters)",
        null, null, failure.nonRetriable(), Map.of());
  }

  private static long length(FailureDetails failure) {
    long length = 0;
    FailureDetails cause = failure;
    for (int i = 0; cause != null && i < DEPTH; i++) {
      length += cause.errorType().length() + length(cause.message()) + length(cause.stackTrace())
          + length(cause.properties(), DEPTH);
      cause = cause.innerFailure();
    }
    return length;
  }

  private static long length(@Nullable Object property, int depth) {
    if (depth == 0) {
      return 0;
    }
    long length = 0;
    switch (property) {
      case String text -> length = text.length();
      case List<?> list -> {
        for (Object element : list) {
          length += length(element, depth - 1);
        }
      }
      case Map<?, ?> map -> {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          length += length(entry.getKey(), depth - 1) + length(entry.getValue(), depth - 1);
        }
      }
      case null, default -> length = 1;
    }
    return length;
  }

  private static long length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  /// The beginning of a text, not ending inside a character.
  private static String begin(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most > 0 && Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end);
  }
}
