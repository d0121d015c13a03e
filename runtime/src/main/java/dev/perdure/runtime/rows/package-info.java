/// How the engine's records become rows of a store: keys, values, and the batch in the making. All
/// values begin with a version byte, and unknown fields are skipped, so that a release can read
/// what the one before wrote. Keys put every text behind its length, so that no id can reach into
/// another's rows. Start with [Keys].
@NullMarked
package dev.perdure.runtime.rows;

import org.jspecify.annotations.NullMarked;
