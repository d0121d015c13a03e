package dev.perdure.stores.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.runtime.store.StoreProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

final class RocksDbStoreProviderTest {

  @Test
  void aProgramFindsItWithoutKnowingIt() {
    assertThat(ServiceLoader.load(StoreProvider.class))
        .extracting(StoreProvider::name).containsExactly("rocksdb");
  }
}
