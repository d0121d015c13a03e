/// The state of one instance: its row, its open tasks, its mail and the turn in flight. Start with
/// [Instance].
@NullMarked
package dev.perdure.engine.state;

import org.jspecify.annotations.NullMarked;
