package dev.perdure.sdk.replay;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the line of user code that called the SDK. Costs microseconds, so it is asked only once a
/// difference is known.
final class CallSites {
  private static final Set<String> OWN_PACKAGES = Set.of(
      "dev.perdure.sdk", "dev.perdure.sdk.replay", "dev.perdure.sdk.worker");

  private CallSites() {}

  static @Nullable StackTraceElement nearest() {
    return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
        .walk(frames -> frames
            .filter(frame -> !OWN_PACKAGES.contains(frame.getDeclaringClass().getPackageName()))
            .findFirst()
            .map(StackWalker.StackFrame::toStackTraceElement)
            .orElse(null));
  }

  /// The end of a sentence that says where something happened, empty if that is not known.
  static String at(@Nullable StackTraceElement site) {
    return site == null ? "" : " at " + site;
  }
}
