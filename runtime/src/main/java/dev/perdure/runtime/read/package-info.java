/// Reads durable state past the partitions: point reads, lists, histories, and the clients that
/// wait for an instance. What is read here is durable, so that it may be told to anybody. Start
/// with [InstanceReader].
@NullMarked
package dev.perdure.runtime.read;

import org.jspecify.annotations.NullMarked;
