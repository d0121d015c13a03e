/// The two ports on which client and worker stand: the hub and the source of work. In process they
/// are answered by the embedded runtime, remotely by a transport. Nothing here does anything; start
/// with [Hub].
@NullMarked
package dev.perdure.sdk.port;

import org.jspecify.annotations.NullMarked;
