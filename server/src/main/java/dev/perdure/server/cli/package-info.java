/// The command line: what can be typed, what it means, and the one line that is printed if it
/// cannot be done. What the verbs do is behind [Program]; nothing here opens a store or a port.
/// Start with [PerdureCommand].
@NullMarked
package dev.perdure.server.cli;

import org.jspecify.annotations.NullMarked;
