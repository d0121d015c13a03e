package dev.perdure.server.grpc;

import dev.perdure.model.Action;
import dev.perdure.model.work.WorkToken;
import dev.perdure.protocol.TurnAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// An answer that comes in parts. A part that comes twice counts once; the first says how many
/// events were consumed and which span they are traced in, the last is known by not being partial.
final class ChunkedAnswer {

  /// More parts than any SDK makes of the largest answer that we take.
  private static final int MAX_CHUNKS = 1000;

  private final WorkToken token;
  private final TreeMap<Integer, TurnAnswer> parts = new TreeMap<>();

  ChunkedAnswer(WorkToken token) {
    this.token = token;
  }

  boolean belongsTo(WorkToken other) {
    return token.equals(other);
  }

  /// Adds a part.
  ///
  /// @return the whole answer if this was the last part
  synchronized Optional<TurnAnswer> add(TurnAnswer part) {
    TurnAnswer.Chunk chunk = part.chunk();
    if (chunk == null) {
      return Optional.of(part);
    }
    // The SDKs number the last part like the others; one that does not still comes last.
    int index = chunk.last() && parts.containsKey(chunk.index())
        ? parts.lastKey() + 1
        : chunk.index();
    parts.put(index, part);
    if (parts.size() > MAX_CHUNKS) {
      return Optional.of(withProblem(part, "Expected an answer of at most " + MAX_CHUNKS
          + " parts, but there are more"));
    }
    return chunk.last() ? Optional.of(whole(part)) : Optional.empty();
  }

  private TurnAnswer whole(TurnAnswer last) {
    List<Action> actions = new ArrayList<>();
    String problem = null;
    for (TurnAnswer part : parts.values()) {
      actions.addAll(part.actions());
      problem = problem == null ? part.problem() : problem;
    }
    TurnAnswer first = parts.firstEntry().getValue();
    return new TurnAnswer(
        last.instanceId(), last.token(), actions, last.customStatus(), first.eventsProcessed(),
        first.span(), null, problem);
  }

  private static TurnAnswer withProblem(TurnAnswer part, String problem) {
    return new TurnAnswer(
        part.instanceId(), part.token(), List.of(), part.customStatus(), null, null, null,
        problem);
  }
}
