/// What each message does to an entity, one handler a message. An entity performs one operation at
/// a time, in batches that a worker takes whole; its lock decides whose operations come next. Start
/// with [BatchHandler] and [Batches].
@NullMarked
package dev.perdure.engine.entity;

import org.jspecify.annotations.NullMarked;
