/// What comes out of the engine: a [Step] of typed changes and effects. What
/// becomes of either is the runtime's affair: nothing here knows bytes, stores or workers.
@NullMarked
package dev.perdure.engine.step;

import org.jspecify.annotations.NullMarked;
