package dev.perdure.stores.rocksdb;

import dev.perdure.testing.HubDurability;
import dev.perdure.testing.StorePlace;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // Set by the test framework.
final class RocksDbHubDurabilityTest extends HubDurability {
  @TempDir
  Path parent;

  @Override
  protected StorePlace place() {
    return new DirectoryPlace(parent);
  }

  @Override
  protected int ends() {
    return 4;
  }
}
