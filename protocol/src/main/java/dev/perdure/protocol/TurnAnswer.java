package dev.perdure.protocol;

import dev.perdure.model.Action;
import dev.perdure.model.EventBody;
import dev.perdure.model.OrchestrationSpan;
import dev.perdure.model.codec.ActionCodec;
import dev.perdure.model.codec.CodecException;
import dev.perdure.model.codec.SharedMessages;
import dev.perdure.model.codec.WireReader;
import dev.perdure.model.codec.WireWriter;
import dev.perdure.model.json.EntityJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The protocol's `OrchestratorResponse`.
///
/// @param instanceId whose turn it was
/// @param token names the dispatch, empty from SDKs that know no tokens
/// @param actions what the orchestrator asks for
/// @param customStatus the custom status, empty for none; absent keeps the one before, which only
///     our own worker can say
/// @param eventsProcessed how many new events were consumed, absent or 0 for all of them
/// @param span the span in which the worker traces the execution, if it does
/// @param chunk which part of a large answer this is, absent for a whole one
/// @param problem why the actions could not be read, absent if they could
public record TurnAnswer(
    String instanceId,
    String token,
    List<Action> actions,
    @Nullable String customStatus,
    @Nullable Integer eventsProcessed,
    @Nullable OrchestrationSpan span,
    @Nullable Chunk chunk,
    @Nullable String problem) {

  /// Ours: the custom status stays as it is.
  private static final int KEEPS_CUSTOM_STATUS = 1001;

  public TurnAnswer {
    actions = List.copyOf(actions);
  }

  /// A part of an answer.
  ///
  /// @param index its place, from 0
  /// @param last whether the answer is complete with it
  public record Chunk(int index, boolean last) {}

  /// Reads the message. An action that cannot be read is a problem of the orchestration, not of the
  /// message; so is an event to an entity that is to be a message for it and is none.
  ///
  /// @throws CodecException if the message itself is malformed
  public static TurnAnswer read(byte[] bytes) {
    WireReader reader = new WireReader(bytes);
    String instanceId = "";
    String token = "";
    List<Action> actions = new ArrayList<>();
    String customStatus = null;
    boolean keepsStatus = false;
    Integer eventsProcessed = null;
    OrchestrationSpan span = null;
    boolean partial = false;
    Integer index = null;
    String problem = null;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> instanceId = reader.readString();
        case 2 -> {
          String wrong = readAction(reader, actions);
          problem = problem == null ? wrong : problem;
        }
        case 3 -> customStatus = reader.readStringValue();
        case 4 -> token = reader.readString();
        case 5 -> eventsProcessed = number(reader);
        case 6 -> span = SharedMessages.readSpan(reader);
        case 8 -> partial = reader.readBool();
        case 9 -> index = number(reader);
        case KEEPS_CUSTOM_STATUS -> keepsStatus = reader.readBool();
        default -> reader.skip();
      }
    }
    Chunk chunk = partial || index != null
        ? new Chunk(index == null ? 0 : index, !partial)
        : null;
    String status = customStatus == null && !keepsStatus ? "" : customStatus;
    return new TurnAnswer(
        instanceId, token, actions, status, eventsProcessed, span, chunk, problem);
  }

  /// Reads an action, and says what is wrong with it, or null.
  private static @Nullable String readAction(WireReader reader, List<Action> actions) {
    try {
      Action action = ActionCodec.decode(reader.readBytes());
      actions.add(action);
      return action instanceof Action.SendEvent send
          ? EntityJson.problem(
              new EventBody.EventSent(send.instanceId(), send.name(), send.input()))
          : null;
    } catch (CodecException e) {
      return e.getMessage();
    }
  }

  /// Writes the message in one part.
  public byte[] write() {
    WireWriter writer = new WireWriter();
    writer.writeString(1, instanceId);
    for (Action action : actions) {
      int mark = writer.begin(2);
      ActionCodec.encode(action, writer);
      writer.end(mark);
    }
    writer.writeStringValue(3, customStatus);
    writer.writeString(4, token);
    if (eventsProcessed != null) {
      int mark = writer.begin(5);
      writer.writeInt32(1, eventsProcessed);
      writer.end(mark);
    }
    SharedMessages.writeSpan(6, span, writer);
    writer.writeBool(KEEPS_CUSTOM_STATUS, customStatus == null);
    return writer.toByteArray();
  }

  /// Reads a `google.protobuf.Int32Value`.
  private static int number(WireReader reader) {
    int outer = reader.enter();
    int value = 0;
    while (reader.next()) {
      if (reader.field() == 1) {
        value = reader.readInt32();
      } else {
        reader.skip();
      }
    }
    reader.leave(outer);
    return value;
  }
}
