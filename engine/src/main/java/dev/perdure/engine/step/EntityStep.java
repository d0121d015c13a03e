package dev.perdure.engine.step;

import java.util.List;

/// What a message does to its entity: changes that become durable together, and effects that
/// follow.
///
/// @param changes in the order in which they happen
/// @param effects in the order in which they are to run
public record EntityStep(List<EntityChange> changes, List<Effect> effects) {}
