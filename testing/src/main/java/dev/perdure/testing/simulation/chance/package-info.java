/// Where all chance of a simulation comes from: named streams of bounded choices, made from a seed
/// or given by a recording, and the search for the smallest recording that still fails. Nothing in
/// here knows what the choices are for. Start with [Chance].
@NullMarked
package dev.perdure.testing.simulation.chance;

import org.jspecify.annotations.NullMarked;
