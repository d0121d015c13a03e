package dev.perdure.stores.rocksdb;

import dev.perdure.testing.StoreDifferential;
import dev.perdure.testing.StorePlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class RocksDbStoreDifferentialTest extends StoreDifferential {
  @TempDir
  Path parent;

  @Override
  protected StorePlace place() throws IOException {
    return new DirectoryPlace(Files.createTempDirectory(parent, "program"));
  }

  @Override
  protected String module() {
    return "stores/rocksdb";
  }
}
