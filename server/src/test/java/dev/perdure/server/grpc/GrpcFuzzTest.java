package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GrpcFuzzTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void nothingIsFound(long seed) throws IOException {
    assertThat(new GrpcFuzz(seed).run(2000)).isEmpty();
  }
}
