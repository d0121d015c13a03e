/// The judges of a simulation. They see every batch that becomes durable and nothing of the hub's
/// memory, and say what must never happen: a history that is not one, an event twice, a result that
/// the program cannot have. Start with [Ledger].
@NullMarked
package dev.perdure.testing.simulation.check;

import org.jspecify.annotations.NullMarked;
