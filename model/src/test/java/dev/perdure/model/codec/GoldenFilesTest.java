package dev.perdure.model.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// What was once stored stays readable, and is still written the same way. A file that differs
/// after a change means that the change breaks stored histories: the change is wrong, not the file.
final class GoldenFilesTest {
  private static final String FOLDER = "golden/v1";

  @Test
  void storedBytesAreReadAsTheRecordsTheyWere() throws IOException {
    for (var sample : Samples.events().entrySet()) {
      assertThat(HistoryEventCodec.decode(stored("event", sample.getKey())))
          .isEqualTo(sample.getValue());
    }
    for (var sample : Samples.actions().entrySet()) {
      assertThat(ActionCodec.decode(stored("action", sample.getKey())))
          .isEqualTo(sample.getValue());
    }
  }

  @Test
  void recordsAreStillWrittenAsTheStoredBytes() throws IOException {
    for (var sample : encoded().entrySet()) {
      assertThat(stored(sample.getKey())).as(sample.getKey()).isEqualTo(sample.getValue());
    }
  }

  /// Writes the files of new kinds: `mvn test -pl model -Dtest=GoldenFilesTest
  /// -Dgolden.write=true`.
  @Test
  @EnabledIfSystemProperty(named = "golden.write", matches = "true")
  void missingFilesAreWritten() throws IOException {
    Path folder = Path.of("src/test/resources", FOLDER);
    Files.createDirectories(folder);
    for (var sample : encoded().entrySet()) {
      Path file = folder.resolve(sample.getKey());
      if (Files.notExists(file)) {
        Files.write(file, sample.getValue());
      }
    }
  }

  private static Map<String, byte[]> encoded() {
    Map<String, byte[]> files = new TreeMap<>();
    Samples.events().forEach(
        (name, event) -> files.put(file("event", name), HistoryEventCodec.encode(event)));
    Samples.actions().forEach(
        (name, action) -> files.put(file("action", name), ActionCodec.encode(action)));
    return files;
  }

  private static String file(String family, String kind) {
    return family + "-" + kind + ".bin";
  }

  private static byte[] stored(String family, String kind) throws IOException {
    return stored(file(family, kind));
  }

  private static byte[] stored(String file) throws IOException {
    String path = "/" + FOLDER + "/" + file;
    try (InputStream in = GoldenFilesTest.class.getResourceAsStream(path)) {
      return Objects.requireNonNull(in, path).readAllBytes();
    }
  }
}
