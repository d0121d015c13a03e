package dev.perdure.runtime.partition;

import dev.perdure.engine.message.Message;
import java.util.List;

/// What partitions send each other. Frames may be lost, repeated and overtaken: the numbers in them
/// make every message count once and in order.
public sealed interface Frame {

  /// The partition that is meant.
  int to();

  /// Messages with consecutive numbers.
  ///
  /// @param first the number of the first message
  record Messages(int from, int to, long first, List<Message.Sendable> messages)
      implements
        Frame {}

  /// Says that all messages up to a number are durable at their receiver.
  record Acknowledgement(int from, int to, long upTo) implements Frame {}
}
