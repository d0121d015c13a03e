/// The wire contract of the Durable Task SDKs, and the one mapping between its messages and the
/// model. The contract itself is `sidecar.proto`; the small messages have generated classes in the
/// package `message`. What carries histories and payloads is read and written here by hand, with
/// the model's codec, so that stored events pass through without being decoded.
///
/// No rule of durable execution belongs here, and nothing that opens a port. Start with
/// [SidecarMethods].
@NullMarked
package dev.perdure.protocol;

import org.jspecify.annotations.NullMarked;
