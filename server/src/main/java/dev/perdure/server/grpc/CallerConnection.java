package dev.perdure.server.grpc;

import dev.perdure.runtime.work.WorkKind;
import io.grpc.Attributes;
import io.grpc.ServerCall;
import io.grpc.ServerTransportFilter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A connection, and the answers that will come over it without a word about their dispatch. Such
/// an answer can only be known by the connection, and only if one dispatch about its subject is on
/// its way there. So no second one goes that way before the first is answered, even if the hub does
/// not want that answer any more: it would be taken for the answer to the second.
final class CallerConnection {
  private static final Attributes.Key<CallerConnection> KEY = Attributes.Key.create("connection");

  /// After how long the answer to a turn is not expected any more. Nobody works on one for so long,
  /// and an answer that was refused does not come again.
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Map<Key, Owed> owed = new ConcurrentHashMap<>();

  private record Key(String hubName, Dispatch.Subject subject) {
    static Key of(Dispatch dispatch) {
      return new Key(dispatch.hubName(), dispatch.subject());
    }
  }

  private record Owed(Dispatch dispatch, long since) {
    boolean lost(long now) {
      return dispatch.subject().kind() == WorkKind.TURN && now - since > PATIENCE.toNanos();
    }
  }

  /// Gives every transport its connection.
  static final class Filter extends ServerTransportFilter {
    @Override
    public Attributes transportReady(Attributes attributes) {
      return attributes.toBuilder().set(KEY, new CallerConnection()).build();
    }
  }

  /// The connection over which a call has come.
  static CallerConnection of(ServerCall<?, ?> call) {
    CallerConnection connection = call.getAttributes().get(KEY);
    if (connection == null) {
      throw new IllegalStateException("Expected that every transport has a connection, but not "
          + call.getAttributes());
    }
    return connection;
  }

  /// Notes that a dispatch is about to be sent, unless another one about its subject is not
  /// answered yet.
  ///
  /// @return whether it may be sent
  @SuppressWarnings("ReferenceEquality") // The same work may be dispatched twice in a row.
  boolean expects(Dispatch dispatch, long now) {
    Owed result = owed.compute(
        Key.of(dispatch),
        (_, present) -> present == null || present.lost(now)
            ? new Owed(dispatch, now)
            : present);
    return result.dispatch() == dispatch;
  }

  /// An answer without a name has come.
  ///
  /// @return the dispatch that it belongs to, or null if none is known
  @Nullable
  Dispatch answered(String hubName, Dispatch.Subject subject) {
    Owed answered = owed.remove(new Key(hubName, subject));
    return answered == null ? null : answered.dispatch();
  }

  /// A dispatch has not been sent, or is answered by name.
  void forget(Dispatch dispatch) {
    if (!owed.isEmpty()) {
      Owed _ = owed.computeIfPresent(
          Key.of(dispatch), (_, present) -> present.dispatch().equals(dispatch) ? null : present);
    }
  }
}
