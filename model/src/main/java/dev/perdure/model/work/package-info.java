/// What passes between a hub and its workers: work items with their tokens, and the answers. A
/// worker may be in the same process or far away. Start with [WorkItem].
@NullMarked
package dev.perdure.model.work;

import org.jspecify.annotations.NullMarked;
