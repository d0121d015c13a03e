package dev.perdure.sdk.replay;

/// Leaves user code that shall not go on. It is an error so that `catch (Exception e)` does not
/// hold it up; where something does, the next use of the context throws it again.
@SuppressWarnings("serial") // It never leaves its thread.
public final class Unwinding extends Error {
  private Unwinding() {
    super("The orchestrator is being unloaded; let this error pass", null, false, false);
  }

  /// A new one; without stack and suppression it costs as little as any object.
  public static Unwinding signal() {
    return new Unwinding();
  }
}
