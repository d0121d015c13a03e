package dev.perdure.testing.simulation;

import dev.perdure.runtime.store.Batch;
import dev.perdure.runtime.store.Write;
import dev.perdure.testing.simulation.program.Program;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A digest of everything that happens, and, if somebody listens, the text of it.
final class Trace {
  private final @Nullable Consumer<String> listener;
  private long hash = 0xcbf29ce484222325L;
  private long nanos;

  Trace(@Nullable Consumer<String> listener) {
    this.listener = listener;
  }

  /// The digest so far.
  long hash() {
    return hash;
  }

  /// Whether texts are wanted; do not make them otherwise.
  boolean listening() {
    return listener != null;
  }

  void event(long at, String what) {
    nanos = at;
    add(at);
    add(what.hashCode());
  }

  /// Says something to whoever listens.
  void say(String text) {
    if (listener != null) {
      listener.accept(String.format(Locale.ROOT, "%12.6f %s", nanos / 1e9, text));
    }
  }

  /// Says what the programs are, a statement a line.
  void programs(List<Program> programs) {
    if (listener != null) {
      for (Program program : programs) {
        listener.accept("program " + program.number());
        program.body().forEach(statement -> listener.accept("  " + statement));
      }
    }
  }

  void committed(Batch batch) {
    add(batch.partition());
    add(batch.epoch());
    for (Write write : batch.writes()) {
      switch (write) {
        case Write.Put put -> {
          add(Arrays.hashCode(put.key()));
          add(Arrays.hashCode(put.value()));
        }
        case Write.Delete delete -> add(31 + Arrays.hashCode(delete.key()));
        case Write.DeleteOnce delete -> add(37 + Arrays.hashCode(delete.key()));
        case Write.DeleteRange range -> {
          add(41 + Arrays.hashCode(range.from()));
          add(Arrays.hashCode(range.to()));
        }
      }
    }
  }

  private void add(long value) {
    hash = (hash ^ value) * 0x100000001b3L;
    hash ^= hash >>> 32;
  }
}
