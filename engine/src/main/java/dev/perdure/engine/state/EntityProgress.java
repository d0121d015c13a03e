package dev.perdure.engine.state;

/// How far an entity has come: the counters that place its rows.
///
/// @param nextSequence the next number for a batch or a delayed operation
/// @param queue the numbers of the operations and lock requests that wait
/// @param owned the numbers of the lock owner's messages that wait
/// @param delayed how many operations wait for their time
/// @param attempts how many unclean ends have met the operations that are due
/// @param suspects how many operations are still to be performed one by one, since one of them may
///     be why
public record EntityProgress(
    long nextSequence, Span queue, Span owned, int delayed, int attempts, int suspects) {

  /// A range of numbers.
  ///
  /// @param first the first
  /// @param next the one after the last
  public record Span(long first, long next) {

    /// No numbers.
    public static final Span NONE = new Span(0, 0);

    /// How many they are.
    public long size() {
      return next - first;
    }
  }
}
