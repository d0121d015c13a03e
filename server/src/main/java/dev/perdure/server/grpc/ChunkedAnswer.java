package dev.perdure.server.grpc;

import dev.perdure.model.Action;
import dev.perdure.model.work.WorkToken;
import dev.perdure.protocol.TurnAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An answer that comes in parts. Of a part that comes twice the later one counts; the first says
/// how many events were consumed and which span they are traced in, the last is known by not being
/// partial.
final class ChunkedAnswer {

  /// More parts than any SDK makes of the largest answer that we take.
  private static final int MAX_CHUNKS = 1000;

  /// As much as an answer in one message may have.
  private static final int MAX_BYTES = GrpcFront.MAX_MESSAGE_BYTES;

  private final WorkToken token;
  private final PartsMemory memory;
  private final TreeMap<Integer, Part> parts = new TreeMap<>();
  private long bytes;
  private long taken;
  private boolean closed;

  /// @param memory what the parts are counted in
  ChunkedAnswer(WorkToken token, PartsMemory memory) {
    this.token = token;
    this.memory = memory;
  }

  /// A part as it has come.
  ///
  /// @param bytes the size of its message
  record Part(TurnAnswer answer, int bytes) {

    /// Small actions take more memory than room in their message.
    private static final int ACTION_BYTES = 64;

    long memory() {
      return bytes + (long) ACTION_BYTES * answer.actions().size();
    }
  }

  boolean belongsTo(WorkToken other) {
    return token.equals(other);
  }

  /// Adds a part. An answer that has become too large is at its end, and has a problem.
  ///
  /// @return the whole answer if this was the last part
  /// @throws PartsMemory.Full if the answers of others leave no room; all its parts are dropped
  synchronized Optional<TurnAnswer> add(Part part) {
    TurnAnswer answer = part.answer();
    TurnAnswer.Chunk chunk = answer.chunk();
    if (chunk == null) {
      return Optional.of(answer);
    }
    if (closed) {
      return Optional.empty();
    }
    String problem = put(chunk.index(), part);
    Optional<TurnAnswer> whole = Optional.empty();
    if (problem != null) {
      whole = Optional.of(withProblem(answer, problem));
    } else if (chunk.last()) {
      whole = Optional.of(whole(answer, chunk.index()));
    }
    if (whole.isPresent()) {
      close();
    }
    return whole;
  }

  /// Keeps a part, and says why not, or null.
  private @Nullable String put(int index, Part part) {
    Part before = parts.get(index);
    long more = part.memory() - (before == null ? 0 : before.memory());
    bytes += part.bytes() - (before == null ? 0 : before.bytes());
    if (bytes > MAX_BYTES) {
      return "Expected an answer of at most " + MAX_BYTES + " bytes in all its parts, but there "
          + "are more";
    }
    if (before == null && parts.size() == MAX_CHUNKS) {
      return "Expected an answer of at most " + MAX_CHUNKS + " parts, but there are more";
    }
    if (taken + more > memory.limit()) {
      return "Expected an answer whose parts take at most " + memory.limit() + " bytes of memory, "
          + "but they take more";
    }
    if (!memory.take(more)) {
      close();
      throw new PartsMemory.Full(memory.limit());
    }
    taken += more;
    parts.put(index, part);
    return null;
  }

  /// Drops the parts. None is kept from now on.
  synchronized void close() {
    closed = true;
    parts.clear();
    boolean _ = memory.take(-taken);
    taken = 0;
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
    for (Part part : parts.values()) {
      actions.addAll(part.answer().actions());
      problem = problem == null ? part.answer().problem() : problem;
    }
    TurnAnswer first = parts.firstEntry().getValue().answer();
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
