/// The rules of durable execution as a pure function: one aggregate, one message and one instant
/// go in, changes and effects come out. Everything that Perdure promises about orchestrations and
/// entities is decided here, and only here.
///
/// The engine knows no bytes, clock, thread, file or logger; the caller brings the time and
/// carries the effects out once the changes are durable. Every message has a handler file of its
/// own, and no handler reads a second aggregate: what concerns another instance is sent to it as
/// a message.
///
/// Start with the decision that dispatches a message, then open the handler of the one you ask
/// about.
@NullMarked
package dev.perdure.engine;

import org.jspecify.annotations.NullMarked;
