/// The gRPC front: the Durable Task protocol for the SDKs of other languages and for those of
/// Microsoft, unmodified. It maps messages to what the task hub answers, and it holds what belongs
/// to a connection: streams of work, tokens, chunks of answers. It knows no rule of durable
/// execution.
///
/// Start with [GrpcFront], then [SidecarService], which names every method; for workers open
/// [WorkStream].
@NullMarked
package dev.perdure.server.grpc;

import org.jspecify.annotations.NullMarked;
