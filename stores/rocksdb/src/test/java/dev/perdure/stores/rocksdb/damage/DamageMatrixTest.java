package dev.perdure.stores.rocksdb.damage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damage to each kind of file. The long form, with failing disks, is `./verify damage`.
@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class DamageMatrixTest {
  @TempDir
  Path parent;

  @Test
  void noDamageLosesAnythingInSilence() throws IOException {
    long seed = System.nanoTime() & 0xffff_ffffL;
    Table table = new DamageMatrix(parent).run(seed);
    System.out.println("Seed " + seed + "\n" + table.text());

    assertThat(table.violations()).isEmpty();
    for (FileKind kind : FileKind.values()) {
      assertThat(table.at(kind.toString(), Damage.NOTHING.title).what())
          .isEqualTo(Outcome.Kind.WHOLE);
    }
    assertThat(table.at("LOG", Damage.FLIP_MIDDLE.title).what()).isEqualTo(Outcome.Kind.REFUSED);
    assertThat(table.at("FORMAT", Damage.FIRST_COPY.title).what()).isEqualTo(Outcome.Kind.REFUSED);
    assertThat(table.at("LOG", Damage.ENDLESS_TYPE.title).what()).isEqualTo(Outcome.Kind.REFUSED);
    assertThat(table.at("LOG", Damage.ENDLESS_TAIL.title).what()).isEqualTo(Outcome.Kind.WHOLE);
    assertThat(table.at("OLDEST_TABLE", Damage.MISSING.title).what())
        .isEqualTo(Outcome.Kind.REFUSED);
  }
}
