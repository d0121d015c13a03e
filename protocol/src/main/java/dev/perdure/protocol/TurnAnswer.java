package dev.perdure.protocol;

import dev.perdure.model.Action;
import dev.perdure.model.codec.ActionCodec;
import dev.perdure.model.codec.CodecException;
import dev.perdure.model.codec.WireReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The protocol's `OrchestratorResponse`.
///
/// @param instanceId whose turn it was
/// @param token names the dispatch, empty from SDKs that know no tokens
/// @param actions what the orchestrator asks for
/// @param customStatus the custom status, empty for none
/// @param eventsProcessed how many new events were consumed, absent or 0 for all of them
/// @param chunk which part of a large answer this is, absent for a whole one
/// @param problem why the actions could not be read, absent if they could
public record TurnAnswer(
    String instanceId,
    String token,
    List<Action> actions,
    String customStatus,
    @Nullable Integer eventsProcessed,
    @Nullable Chunk chunk,
    @Nullable String problem) {

  public TurnAnswer {
    actions = List.copyOf(actions);
  }

  /// A part of an answer.
  ///
  /// @param index its place, from 0
  /// @param last whether the answer is complete with it
  public record Chunk(int index, boolean last) {}

  /// Reads the message. An action that cannot be read is a problem of the orchestration, not of the
  /// message.
  ///
  /// @throws CodecException if the message itself is malformed
  public static TurnAnswer read(byte[] bytes) {
    WireReader reader = new WireReader(bytes);
    String instanceId = "";
    String token = "";
    List<Action> actions = new ArrayList<>();
    String customStatus = "";
    Integer eventsProcessed = null;
    boolean partial = false;
    Integer index = null;
    String problem = null;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> instanceId = reader.readString();
        case 2 -> {
          try {
            actions.add(ActionCodec.decode(reader.readBytes()));
          } catch (CodecException e) {
            problem = problem == null ? e.getMessage() : problem;
          }
        }
        case 3 -> customStatus = reader.readStringValue();
        case 4 -> token = reader.readString();
        case 5 -> eventsProcessed = number(reader);
        case 8 -> partial = reader.readBool();
        case 9 -> index = number(reader);
        default -> reader.skip();
      }
    }
    Chunk chunk = partial || index != null
        ? new Chunk(index == null ? 0 : index, !partial)
        : null;
    return new TurnAnswer(
        instanceId, token, actions, customStatus, eventsProcessed, chunk, problem);
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
