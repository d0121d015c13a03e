package dev.perdure.protocol;

import dev.perdure.model.FailureDetails;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.codec.FailureDetailsCodec;
import dev.perdure.model.codec.WireReader;

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
}
