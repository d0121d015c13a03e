package dev.perdure.stores.rocksdb.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.testing.disk.Disk;
import dev.perdure.testing.disk.DiskFault;
import dev.perdure.testing.disk.Interposer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The power cut at some of the points of a store's life. The long form, at all of them, is
/// `./verify cut-points`.
@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class CutPointsTest {
  private static final int ONE_OF = 12;

  @TempDir
  private static Path tools;
  private static Interposer interposer;

  @TempDir
  Path parent;

  @BeforeAll
  static void compile() {
    var compiled = Interposer.compile(tools);
    assumeTrue(compiled.isPresent(), Interposer.NOT_RUN);
    interposer = compiled.get();
  }

  @ParameterizedTest
  @EnumSource(Disk.Names.class)
  void nothingAcknowledgedIsLostWhereverThePowerIsCut(Disk.Names names) throws Exception {
    CutPoints.Report report = run(names, DiskFault.none());

    assertThat(report.violations()).isEmpty();
    assertThat(report.cut().lostBytes()).isPositive();
  }

  @Test
  void aDiskThatLiesIsFoundOut() throws Exception {
    assertThat(run(Disk.Names.JOURNALED, DiskFault.lie()).violations()).isNotEmpty();
  }

  private CutPoints.Report run(Disk.Names names, DiskFault fault) throws Exception {
    long seed = System.nanoTime() & 0xffff_ffffL;
    CutPoints.Report report = new CutPoints(interposer, parent).run(names, fault, ONE_OF, seed);
    System.out.println(names + ", seed " + seed + ": " + report.points() + " points, "
        + report.cut());
    return report;
  }
}
