/// What passes between a hub and its workers: work items with their tokens, and the answers. Start
/// with [WorkItem].
@NullMarked
package dev.perdure.model.work;

import org.jspecify.annotations.NullMarked;
