package dev.perdure.protocol;

import dev.perdure.model.FailureDetails;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.codec.FailureDetailsCodec;
import dev.perdure.model.codec.WireReader;
import dev.perdure.model.codec.WireWriter;

/// The protocol's `ActivityResponse`.
///
/// @param instanceId whose activity it was
/// @param taskId the id of the action that scheduled it
/// @param token names the dispatch, empty from SDKs that know no tokens
/// @param outcome how it ended
public record ActivityAnswer(String instanceId, int taskId, String token, TaskOutcome outcome) {

  /// Reads the message.
  ///
  /// @throws dev.perdure.model.codec.CodecException if it is malformed
  public static ActivityAnswer read(byte[] bytes) {
    WireReader reader = new WireReader(bytes);
    String instanceId = "";
    int taskId = 0;
    String result = null;
    FailureDetails failure = null;
    String token = "";
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> instanceId = reader.readString();
        case 2 -> taskId = reader.readInt32();
        case 3 -> result = reader.readStringValue();
        case 4 -> {
          int outer = reader.enter();
          failure = FailureDetailsCodec.decode(reader);
          reader.leave(outer);
        }
        case 5 -> token = reader.readString();
        default -> reader.skip();
      }
    }
    return new ActivityAnswer(
        instanceId, taskId, token,
        failure == null ? new TaskOutcome.Succeeded(result) : new TaskOutcome.Failed(failure));
  }

  /// Writes the message.
  public byte[] write() {
    WireWriter writer = new WireWriter();
    writer.writeString(1, instanceId);
    writer.writeInt32(2, taskId);
    switch (outcome) {
      case TaskOutcome.Succeeded succeeded -> writer.writeStringValue(3, succeeded.result());
      case TaskOutcome.Failed failed -> {
        int mark = writer.begin(4);
        FailureDetailsCodec.encode(failed.failure(), writer);
        writer.end(mark);
      }
    }
    writer.writeString(5, token);
    return writer.toByteArray();
  }
}
