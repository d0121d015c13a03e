/// What Perdure stores and exchanges: history events, actions, statuses, failures and ids, as
/// sealed records, with a hand-written codec for the wire format of the Durable Task protocol. A
/// stored event is its wire form, so it is encoded once and never mapped again.
///
/// Nothing here acts. No clock, thread, file, randomness or logger belongs here, and no
/// dependency beyond the JDK. A set that is closed is sealed, so that a new case is named by the
/// compiler wherever somebody must decide about it.
///
/// Start with the history events: the other types are what causes them or what they cause.
@NullMarked
package dev.perdure.model;

import org.jspecify.annotations.NullMarked;
