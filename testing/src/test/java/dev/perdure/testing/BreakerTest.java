package dev.perdure.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.runtime.store.MemoryStore;
import dev.perdure.runtime.store.StoreException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BreakerTest {

  @Test
  void nothingIsCommittedAfterTheCutAndTheCauseIsSaid() {
    Breaker store = new Breaker(MemoryStore.open(new MemoryStore.Disk()));
    assertThat(store.commit(List.of())).isEmpty();

    store.cut();

    assertThatThrownBy(() -> store.commit(List.of()))
        .isInstanceOfSatisfying(StoreException.class, it -> {
          assertThat(it.reason()).isEqualTo(StoreException.Reason.CLOSED);
          assertThat(it.getCause()).isInstanceOfSatisfying(StoreException.class,
              cause -> assertThat(cause.reason()).isEqualTo(StoreException.Reason.FAILED));
        });
  }
}
