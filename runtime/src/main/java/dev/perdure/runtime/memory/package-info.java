/// How much of the heap the open state of a hub takes, counted by everybody who holds some of it,
/// and how much of it may be whose. What there is no room for is in the store alone.
@NullMarked
package dev.perdure.runtime.memory;

import org.jspecify.annotations.NullMarked;
