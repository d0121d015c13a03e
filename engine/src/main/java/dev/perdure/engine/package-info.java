/// The pure core of Perdure. [Engine] decides what a message does to an instance; it reads no
/// clock, starts no thread, touches no store and logs nothing. State, messages and steps have
/// packages of their own below, and every message has its handler in a file of its own.
@NullMarked
package dev.perdure.engine;

import org.jspecify.annotations.NullMarked;
