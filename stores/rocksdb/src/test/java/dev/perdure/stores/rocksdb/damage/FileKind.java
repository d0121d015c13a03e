package dev.perdure.stores.rocksdb.damage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/// The kinds of files that a store consists of.
enum FileKind {
  FORMAT("FORMAT", false),
  POSITION("durable-position", false),
  RESERVE("reserve", false),
  LOCK("lock", false),
  CURRENT("db/CURRENT", false),
  IDENTITY("db/IDENTITY", false),
  MANIFEST("db/MANIFEST-\\d+", false),
  OPTIONS("db/OPTIONS-\\d+", false),
  NOTES("db/LOG", false),
  DATABASE_LOCK("db/LOCK", false),
  OLDEST_TABLE("db/\\d+\\.sst", true),
  NEWEST_TABLE("db/\\d+\\.sst", false),
  LOG("db/\\d+\\.log", false);

  private final String pattern;
  private final boolean oldest;

  FileKind(String pattern, boolean oldest) {
    this.pattern = pattern;
    this.oldest = oldest;
  }

  /// The file of this kind in a store.
  Optional<Path> in(Path directory) throws IOException {
    Comparator<Path> age = Comparator.comparing(Path::toString);
    try (var files = Files.walk(directory)) {
      return files
          .filter(it -> directory.relativize(it).toString().replace('\\', '/').matches(pattern))
          .min(oldest ? age : age.reversed());
    }
  }
}
