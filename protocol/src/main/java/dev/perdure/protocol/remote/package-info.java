/// The SDK's two ports, answered by a server elsewhere: client and worker of a program that speaks
/// to Perdure over gRPC. Only translating and keeping a connection alive belongs here. The channel
/// is the program's own, so that no transport is chosen for it.
///
/// Start with [RemoteHub].
@NullMarked
package dev.perdure.protocol.remote;

import org.jspecify.annotations.NullMarked;
