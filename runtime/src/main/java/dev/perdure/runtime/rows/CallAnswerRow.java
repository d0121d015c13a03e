package dev.perdure.runtime.rows;

import dev.perdure.model.FailureDetails;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.codec.FailureDetailsCodec;
import dev.perdure.model.codec.WireReader;
import dev.perdure.model.codec.WireWriter;
import org.jspecify.annotations.Nullable;

/// The remembered answer to a client's call of an entity, as bytes.
public final class CallAnswerRow {
  private CallAnswerRow() {}

  /// Encodes the row.
  public static byte[] encode(TaskOutcome outcome) {
    WireWriter writer = RowCodec.begin();
    switch (outcome) {
      case TaskOutcome.Succeeded succeeded -> writer.writeStringValue(1, succeeded.result());
      case TaskOutcome.Failed failed -> {
        int mark = writer.begin(2);
        FailureDetailsCodec.encode(failed.failure(), writer);
        writer.end(mark);
      }
    }
    return writer.toByteArray();
  }

  /// Decodes a row.
  public static TaskOutcome decode(byte[] row) {
    @Nullable
    String result = null;
    @Nullable
    FailureDetails failure = null;
    WireReader reader = RowCodec.open(row);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> result = reader.readStringValue();
        case 2 -> {
          int outer = reader.enter();
          failure = FailureDetailsCodec.decode(reader);
          reader.leave(outer);
        }
        default -> reader.skip();
      }
    }
    return failure == null
        ? new TaskOutcome.Succeeded(result)
        : new TaskOutcome.Failed(failure);
  }
}
