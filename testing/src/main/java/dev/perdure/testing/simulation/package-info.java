/// A simulation that tries to break Perdure: the production hub above a world in which time, order,
/// delay, loss, crashes and the behaviour of workers and clients all come from one seed, on one
/// thread, so that the same seed gives the same run. Start with [Simulation]; the suites that run
/// it by the thousand are in the package `suite`.
@NullMarked
package dev.perdure.testing.simulation;

import org.jspecify.annotations.NullMarked;
