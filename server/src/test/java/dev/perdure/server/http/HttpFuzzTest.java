package dev.perdure.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpFuzzTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void nothingIsFound(long seed) throws IOException {
    assertThat(new HttpFuzz(seed).run(1500)).isEmpty();
  }
}
