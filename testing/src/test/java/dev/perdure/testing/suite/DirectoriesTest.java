package dev.perdure.testing.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DirectoriesTest {

  @Test
  void aDirectoryIsThereUntilTheWorkHasEndedHoweverItEnds() {
    List<Path> used = new ArrayList<>();

    assertThatThrownBy(() -> Directories.during(directory -> {
      used.add(directory);
      Files.createDirectories(directory.resolve("a/b"));
      Files.writeString(directory.resolve("a/b/file"), "text");
      throw new IOException("in between");
    })).isInstanceOf(IOException.class).hasMessage("in between");

    assertThat(used).singleElement().satisfies(it -> assertThat(it).doesNotExist());
  }

  @Test
  void aCopyHasAllThatIsBelow() throws Exception {
    Directories.during(directory -> {
      Path from = Files.createDirectories(directory.resolve("from/a/b")).resolve("../..");
      Files.writeString(from.resolve("a/b/file"), "text");

      Directories.copy(directory.resolve("from"), directory.resolve("to"));
      Directories.delete(directory.resolve("from"));
      Directories.delete(directory.resolve("from"));

      assertThat(directory.resolve("from")).doesNotExist();
      assertThat(directory.resolve("to/a/b/file")).hasContent("text");
    });
  }
}
