/// The HTTP API of Durable Functions, mapped to the hub: start, read, list, raise, terminate,
/// suspend, resume, rewind, restart and purge instances. Status codes, names and casing are those
/// of that API; errors carry one sentence and never a stack trace. No rule of orchestrations is
/// decided here. Start with [DurableApi], the table of routes.
@NullMarked
package dev.perdure.server.http.durable;

import org.jspecify.annotations.NullMarked;
