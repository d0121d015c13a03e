package dev.perdure.engine.state;

import dev.perdure.model.EventBody;
import dev.perdure.model.HistoryEvent;
import java.util.function.Supplier;

/// An event that an instance has accepted and no committed turn has consumed. A large one may be in
/// the store alone, and is read each time it is asked for.
public sealed interface Mail {

  /// Its place in the order in which turns take it: that of arrival, but for a resumption, which
  /// goes before all that its suspension has held.
  long number();

  /// What arrived.
  HistoryEvent event();

  /// Whether what arrived is of this kind. This reads nothing.
  boolean is(Class<? extends EventBody> kind);

  /// About how many bytes of memory the event takes, wherever it is. This reads nothing.
  long bytes();

  /// A mail in memory.
  static Mail of(long number, HistoryEvent event) {
    return new InMemory(number, event);
  }

  /// The same mail with its event in the store alone.
  ///
  /// @param row reads the event
  default Mail leftInStore(Supplier<HistoryEvent> row) {
    return new InStore(number(), event().body().getClass(), bytes(), row);
  }

  /// A mail whose event is in memory.
  record InMemory(long number, HistoryEvent event) implements Mail {
    @Override
    public boolean is(Class<? extends EventBody> kind) {
      return kind.isInstance(event.body());
    }

    @Override
    public long bytes() {
      return Sizes.of(event);
    }
  }

  /// A mail whose event is in the store.
  ///
  /// @param kind the kind of the event
  /// @param row reads the event
  record InStore(
      long number, Class<? extends EventBody> kind, long bytes, Supplier<HistoryEvent> row)
      implements
        Mail {
    @Override
    public HistoryEvent event() {
      return row.get();
    }

    @Override
    public boolean is(Class<? extends EventBody> kind) {
      return kind.isAssignableFrom(this.kind);
    }
  }
}
