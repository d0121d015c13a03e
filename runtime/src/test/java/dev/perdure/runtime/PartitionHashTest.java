package dev.perdure.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PartitionHashTest {

  /// The function is part of the stored format: these values were computed independently, and
  /// never change.
  @Test
  void anIdIsFoundWhereItWasPut() {
    Map<String, Integer> of32 = Map.of(
        "", 11, "a", 19, "b", 18, "order-4711", 25, "0123456789abcdef0123456789abcdef", 30,
        "région", 24, "😀", 10, "@counter@1", 28, "a".repeat(100), 14);
    Map<String, Integer> of65534 = Map.of(
        "", 53_897, "a", 59_059, "b", 26_556, "order-4711", 58_489,
        "0123456789abcdef0123456789abcdef", 24_408, "région", 55_836, "😀", 3_602,
        "@counter@1", 1_140, "a".repeat(100), 39_324);

    of32.forEach(
        (id, partition) -> assertThat(PartitionHash.partitionOf(id, 32)).as(id)
            .isEqualTo(partition));
    of65534.forEach(
        (id, partition) -> assertThat(PartitionHash.partitionOf(id, 65_534)).as(id)
            .isEqualTo(partition));
  }

  @Test
  void idsThatDifferLittleAreSpreadEvenly() {
    int[] counts = new int[32];
    IntStream.range(0, 32_000)
        .forEach(i -> counts[PartitionHash.partitionOf("order-" + i, 32)]++);

    assertThat(IntStream.of(counts)).allMatch(count -> count > 850 && count < 1_150);
  }
}
