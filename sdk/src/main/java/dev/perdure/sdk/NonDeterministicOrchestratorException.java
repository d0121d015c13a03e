package dev.perdure.sdk;

/// Says that an orchestrator did not repeat what its history holds. It ends the instance: its name
/// is the error type of the failure. Tests that replay a history throw it.
public final class NonDeterministicOrchestratorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// A mismatch.
  ///
  /// @param message what the history holds, what the code did, and where
  public NonDeterministicOrchestratorException(String message) {
    super(message);
  }
}
