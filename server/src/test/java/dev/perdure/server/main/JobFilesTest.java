package dev.perdure.server.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JobFilesTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @Test
  void whatIsPutIsThereUntilItIsRemoved() throws Exception {
    JobFiles files = new JobFiles(directory);
    assertThat(files.all()).isEmpty();

    files.put("a", new byte[]{1});
    files.put("b", new byte[]{2});
    files.put("a", new byte[]{3});
    assertThat(new JobFiles(directory).all())
        .containsExactlyInAnyOrder(new byte[]{3}, new byte[]{2});
    assertThat(PosixFilePermissions.toString(
        Files.getPosixFilePermissions(directory.resolve("jobs/a.json")))).isEqualTo("rw-------");
    files.remove("a");

    assertThat(files.all()).containsExactly(new byte[]{2});
  }

  @Test
  void aDirectoryThatCannotBeMadeIsAnError() throws Exception {
    Files.createFile(directory.resolve("jobs"));

    assertThatThrownBy(() -> new JobFiles(directory).put("a", new byte[0]))
        .isInstanceOf(UncheckedIOException.class);
  }
}
