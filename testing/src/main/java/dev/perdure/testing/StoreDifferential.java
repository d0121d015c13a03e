package dev.perdure.testing;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/// Compares a store with the memory store, step by step, on random programs of commits, takeovers,
/// reads and crashes. A program is its seed: the failure names the command that repeats it.
public abstract class StoreDifferential {
  private static final String SEED = "perdure.seed";

  /// For subclasses.
  protected StoreDifferential() {}

  /// A new, empty place for each program.
  protected abstract StorePlace place() throws IOException;

  /// The Maven module that the test is in, such as `stores/rocksdb`.
  protected abstract String module();

  /// How many programs are run.
  protected int programs() {
    return 200;
  }

  @Test
  void agreesWithTheMemoryStore() throws IOException {
    Long only = Long.getLong(SEED);
    long first = only == null ? 1 : only;
    long last = only == null ? programs() : only;
    for (long seed = first; seed <= last; seed++) {
      try {
        new StoreProgram(seed, place()).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("Seed " + seed + " fails; repeat it with: mvn -pl " + module()
            + " -am test -Dtest=" + getClass().getSimpleName()
            + " -Dsurefire.failIfNoSpecifiedTests=false -D" + SEED + "=" + seed, e);
      }
    }
  }
}
