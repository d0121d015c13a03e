/// The messages that the engine understands, each addressed to one instance.
@NullMarked
package dev.perdure.engine.message;

import org.jspecify.annotations.NullMarked;
