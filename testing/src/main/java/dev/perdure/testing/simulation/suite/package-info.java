/// What `./verify` runs in one process: the suites of the simulation, the report that each writes,
/// and how a failing case is made small and told to people. Start with [Main].
@NullMarked
package dev.perdure.testing.simulation.suite;

import org.jspecify.annotations.NullMarked;
