package dev.perdure.engine.orchestration;

/// The engine's own limits.
public final class Limits {

  /// How many unclean ends of its process a piece of work may meet before it is a suspect and runs
  /// alone.
  public static final int ATTEMPTS_BEFORE_SUSPICION = 3;

  /// How many attempts a piece of work gets in all before it is quarantined.
  public static final int MAX_ATTEMPTS = 6;

  /// The most events that one turn is offered.
  public static final int MAX_EVENTS_PER_TURN = 10_000;

  /// The most bytes of events that one turn is offered, about; one event may come however large it
  /// is. SDKs by default take messages of 4 MiB, and a turn is in memory as a whole.
  public static final long MAX_BYTES_PER_TURN = 2L << 20;

  /// From about how many bytes of activities on an instance's recovery goes on in another step.
  static final long MAX_BYTES_RECOVERED = 1L << 20;

  /// The most operations that an entity's worker is offered at once.
  public static final int MAX_OPERATIONS_PER_BATCH = 1_000;

  private Limits() {}
}
