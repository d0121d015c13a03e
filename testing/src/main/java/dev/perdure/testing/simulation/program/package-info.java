/// Random orchestrations as data: the grammar, a generator, the interpreter that a simulated worker
/// runs by replaying histories, and a second interpreter that knows nothing of replay and says what
/// must come out. Start with [Statement].
@NullMarked
package dev.perdure.testing.simulation.program;

import org.jspecify.annotations.NullMarked;
