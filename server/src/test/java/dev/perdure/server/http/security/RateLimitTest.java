package dev.perdure.server.http.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RateLimitTest {
  private final AtomicLong now = new AtomicLong();
  private final RateLimit limit = new RateLimit(10, now::get);

  @Test
  void anAddressMaySendSoManyAtOnceAndInASecond() {
    assertThat(admitted(100, "a")).isEqualTo(10);
    now.addAndGet(500_000_000);
    assertThat(admitted(100, "a")).isEqualTo(5);
    now.addAndGet(3_600_000_000_000L);
    assertThat(admitted(100, "a")).isEqualTo(10);
  }

  @Test
  void addressesDoNotCountForEachOther() {
    admitted(100, "a");

    assertThat(admitted(100, "b")).isEqualTo(10);
  }

  @Test
  void noLimitIsNone() {
    RateLimit none = new RateLimit(0, now::get);

    for (int i = 0; i < 1000; i++) {
      assertThat(none.exceeded("a")).isFalse();
    }
  }

  private int admitted(int sent, String peer) {
    int admitted = 0;
    for (int i = 0; i < sent; i++) {
      admitted += limit.exceeded(peer) ? 0 : 1;
    }
    return admitted;
  }
}
