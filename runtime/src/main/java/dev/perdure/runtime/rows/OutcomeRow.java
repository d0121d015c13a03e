package dev.perdure.runtime.rows;

import dev.perdure.model.ExecutionKey;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.codec.SharedMessages;
import dev.perdure.model.codec.WireReader;
import dev.perdure.model.codec.WireWriter;
import dev.perdure.model.request.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The remembered answer to a client's request, as bytes.
///
/// @param outcome the answer
/// @param answered when it was given
/// @param digest of what was asked; empty if a release wrote the row that did not keep it
public record OutcomeRow(Outcome outcome, Instant answered, String digest) {
  private static final int ACCEPTED = 1;
  private static final int NO_EFFECT = 2;
  private static final int EXISTS = 3;
  private static final int NOT_FOUND = 4;
  private static final int REFUSED = 5;
  private static final int INVALID = 6;
  private static final int TOO_LARGE = 7;
  private static final int UNAVAILABLE = 8;
  private static final int REUSED = 9;

  /// Encodes the row.
  public byte[] encode() {
    WireWriter writer = RowCodec.begin();
    switch (outcome) {
      case Outcome.Accepted accepted -> {
        writer.writeInt32(1, ACCEPTED);
        SharedMessages.writeExecution(2, accepted.execution(), writer);
      }
      case Outcome.NoEffect none -> write(writer, NO_EFFECT, none.status(), none.message());
      case Outcome.Exists exists -> write(writer, EXISTS, exists.status(), exists.instanceId());
      case Outcome.NotFound missing -> write(writer, NOT_FOUND, null, missing.instanceId());
      case Outcome.Refused refused -> write(writer, REFUSED, refused.status(), refused.message());
      case Outcome.Invalid invalid -> write(writer, INVALID, null, invalid.message());
      case Outcome.TooLarge large -> write(writer, TOO_LARGE, null, large.message());
      case Outcome.Unavailable gone -> write(writer, UNAVAILABLE, null, gone.message());
      case Outcome.Reused reused -> write(writer, REUSED, null, reused.message());
    }
    writer.writeTimestamp(5, answered);
    writer.writeString(6, digest);
    return writer.toByteArray();
  }

  /// Decodes a row.
  public static OutcomeRow decode(byte[] row) {
    int kind = 0;
    ExecutionKey execution = new ExecutionKey("", "");
    OrchestrationStatus status = OrchestrationStatus.RUNNING;
    String text = "";
    Instant answered = Instant.EPOCH;
    String digest = "";
    WireReader reader = RowCodec.open(row);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> kind = reader.readInt32();
        case 2 -> execution = SharedMessages.readExecution(reader);
        case 3 -> status = OrchestrationStatus.ofNumber(reader.readInt32());
        case 4 -> text = reader.readString();
        case 5 -> answered = reader.readTimestamp();
        case 6 -> digest = reader.readString();
        default -> reader.skip();
      }
    }
    Outcome outcome = switch (kind) {
      case ACCEPTED -> new Outcome.Accepted(execution);
      case NO_EFFECT -> new Outcome.NoEffect(status, text);
      case EXISTS -> new Outcome.Exists(text, status);
      case NOT_FOUND -> new Outcome.NotFound(text);
      case REFUSED -> new Outcome.Refused(status, text);
      case INVALID -> new Outcome.Invalid(text);
      case TOO_LARGE -> new Outcome.TooLarge(text);
      case UNAVAILABLE -> new Outcome.Unavailable(text);
      case REUSED -> new Outcome.Reused(text);
      default -> throw reader.failure("a known kind of answer", "kind " + kind);
    };
    return new OutcomeRow(outcome, answered, digest);
  }

  private static void write(
      WireWriter writer, int kind, @Nullable OrchestrationStatus status,
      String text) {
    writer.writeInt32(1, kind);
    writer.writeInt32(3, status == null ? 0 : status.number());
    writer.writeString(4, text);
  }
}
