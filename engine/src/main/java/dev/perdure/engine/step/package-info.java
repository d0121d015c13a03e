/// What comes out of the engine: a [Step] of typed changes and effects. Nothing here knows bytes.
@NullMarked
package dev.perdure.engine.step;

import org.jspecify.annotations.NullMarked;
