package dev.perdure.engine.state;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A JSON text, absent for none. A large one may be in the store alone, and is read each time it is
/// asked for.
public sealed interface Payload {

  /// The text.
  @Nullable
  String text();

  /// About how many bytes of memory the text takes, wherever it is. This reads nothing.
  long bytes();

  /// A text in memory.
  static Payload of(@Nullable String text) {
    return new InMemory(text);
  }

  /// The same text in the store alone.
  ///
  /// @param row reads the text
  default Payload leftInStore(Supplier<@Nullable String> row) {
    return new InStore(bytes(), row);
  }

  /// A text in memory.
  record InMemory(@Nullable String text) implements Payload {
    @Override
    public long bytes() {
      return Sizes.of(text);
    }
  }

  /// A text in the store.
  ///
  /// @param row reads the text
  record InStore(long bytes, Supplier<@Nullable String> row) implements Payload {
    @Override
    public @Nullable String text() {
      return row.get();
    }
  }
}
