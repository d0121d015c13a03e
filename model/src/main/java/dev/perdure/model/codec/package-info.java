/// Turns the model into bytes and back: the wire format of protocol buffers, written by hand, with
/// the messages and field numbers of the Durable Task protocol (`orchestrator_service.proto`), so
/// that what is stored is what goes over the wire. Pure: bytes in, records out, no stream, file or
/// logger, and nothing but the model. The bytes are canonical: the same record always gives the
/// same bytes, and they are those of protocol buffers' own implementation. Stored bytes are read
/// for ever, so a field number is never used twice and never changes its meaning. Start with
/// [HistoryEventCodec]; [WireWriter] and [WireReader] serve whoever stores rows of their own.
@NullMarked
package dev.perdure.model.codec;

import org.jspecify.annotations.NullMarked;
