package dev.perdure.server.grpc;

import dev.perdure.model.Action;
import dev.perdure.model.work.WorkToken;
import dev.perdure.protocol.TurnAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// An answer that comes in parts. Of a part that comes twice the later one counts; the first says
/// how many events were consumed and which span they are traced in, the last is known by not being
/// partial.
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
    parts.put(chunk.index(), part);
    if (parts.size() > MAX_CHUNKS) {
      return Optional.of(withProblem(part, "Expected an answer of at most " + MAX_CHUNKS
          + " parts, but there are more"));
    }
    return chunk.last() ? Optional.of(whole(part, chunk.index())) : Optional.empty();
  }

  /// What is left of an answer that was cut up otherwise and never came to its end does not count.
  private TurnAnswer whole(TurnAnswer last, int lastIndex) {
    parts.tailMap(lastIndex, false).clear();
    if (parts.firstKey() != 0 || parts.size() != lastIndex + 1) {
      return withProblem(last, "Expected the parts 0 to " + lastIndex + " of an answer, but got "
          + parts.keySet());
    }
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
