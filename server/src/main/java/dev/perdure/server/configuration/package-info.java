/// What an operator can set, with its names, defaults and limits, and how an operator is told that
/// something is wrong. It knows neither the command line that fills it nor the fronts that obey it.
/// Start with [ServerConfiguration].
@NullMarked
package dev.perdure.server.configuration;

import org.jspecify.annotations.NullMarked;
