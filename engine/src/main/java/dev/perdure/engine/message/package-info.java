/// The messages that the engine understands, each addressed to one instance: from
/// clients, from other instances, from workers, from the clock and from recovery. Start with
/// [Message].
@NullMarked
package dev.perdure.engine.message;

import org.jspecify.annotations.NullMarked;
