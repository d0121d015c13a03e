/// The program that an operator runs: the fronts that programs and people reach Perdure through,
/// its configuration, and the command line. Each front is a package of its own; no front sees
/// another, and all of them talk to the task hub.
///
/// No rule of durable execution belongs here, and a front adds none: it maps a protocol to what
/// the task hub answers. Stores are chosen by configuration and are only seen when the program
/// runs.
///
/// Start with the program's main class, then open the front you look for.
@NullMarked
package dev.perdure.server;

import org.jspecify.annotations.NullMarked;
