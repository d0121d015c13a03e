package dev.perdure.model;

/// The runtime status of an orchestration, with the spelling of Durable Functions and the numbers
/// of the Durable Task protocol.
public enum OrchestrationStatus {
  RUNNING(0, "Running"),
  COMPLETED(1, "Completed"),
  CONTINUED_AS_NEW(2, "ContinuedAsNew"),
  FAILED(3, "Failed"),
  CANCELED(4, "Canceled"),
  TERMINATED(5, "Terminated"),
  PENDING(6, "Pending"),
  SUSPENDED(7, "Suspended");

  private static final OrchestrationStatus[] BY_NUMBER = values();

  private final int number;
  private final String label;

  OrchestrationStatus(int number, String label) {
    this.number = number;
    this.label = label;
  }

  /// The number of this status on the wire and in stored rows.
  public int number() {
    return number;
  }

  /// The name that the HTTP API of Durable Functions shows, such as `ContinuedAsNew`.
  public String label() {
    return label;
  }

  /// Whether the instance has ended, whatever the way.
  public boolean isTerminal() {
    return switch (this) {
      case COMPLETED, FAILED, CANCELED, TERMINATED -> true;
      case RUNNING, CONTINUED_AS_NEW, PENDING, SUSPENDED -> false;
    };
  }

  /// The status with the given wire number.
  ///
  /// @throws IllegalArgumentException if there is none
  public static OrchestrationStatus ofNumber(int number) {
    if (number < 0 || number >= BY_NUMBER.length) {
      throw new IllegalArgumentException(
          "Expected the number of an orchestration status (0 to 7), but got " + number);
    }
    return BY_NUMBER[number];
  }
}
