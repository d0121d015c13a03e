package dev.perdure.testing.simulation.check;

/// What can be found wrong.
public enum Oracle {
  /// A reply told of something that was not durable, or that never became so.
  REPLY_BEFORE_DURABLE,
  /// A read showed something other than what was durable.
  STALE_READ,
  /// A repeated request got another answer than the first.
  REPEATED_REQUEST,
  /// An answer that changes nothing did not say what was so.
  ANSWER,
  /// A message between instances was lost, doubled, or taken before it was durable.
  MESSAGE,
  /// An instance was removed that nobody asked to remove, or something was tried too often.
  BOUND,
  /// An instance went on although it was suspended.
  CONTROL,
  /// A history is not one: events missing, doubled or out of place.
  HISTORY,
  /// A turn that is run again from its history asks for something else.
  REPLAY,
  /// An execution came to something that its program cannot come to.
  REFERENCE,
  /// An external event was lost, doubled or overtaken.
  EVENT,
  /// A timer fired before its time.
  TIMER,
  /// An activity ran that is not durably scheduled, or too often.
  ACTIVITY,
  /// An operation of an entity counted twice or not at all, or had another effect than it has.
  EFFECT,
  /// An operation of an entity was overtaken by one that its sender sent later.
  ORDER,
  /// A locked entity did something for others, or two had its lock.
  LOCK,
  /// A batch of a former owner was taken.
  OWNER,
  /// An ended execution changed.
  ENDED,
  /// Something did not end although nothing stood in its way.
  LIVENESS,
  /// Something goes on for ever, although nothing is left to do.
  ENDLESS,
  /// Rows contradict each other.
  ROWS,
  /// Production code failed in a way that it must not.
  ERROR
}
