package dev.perdure.sdk.replay;

/// Leaves user code that shall not go on. It is an error so that `catch (Exception e)` does not
/// hold it up; where something does, the next use of the context throws it again.
@SuppressWarnings("serial") // It never leaves its thread.
public final class Unwinding extends Error {
  private static final Unwinding SIGNAL = new Unwinding();

  private Unwinding() {
    super("The orchestrator is being unloaded; let this error pass", null, false, false);
  }

  /// The one instance: it carries nothing, so making more would only cost.
  public static Unwinding signal() {
    return SIGNAL;
  }
}
