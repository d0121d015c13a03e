package dev.perdure.model.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.model.FailureDetails;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FailureDetailsCodecTest {

  @Test
  void aChainOfAllowedLengthIsKept() {
    FailureDetails failure = chain(FailureDetailsCodec.MAX_CAUSES, Map.of());

    assertThat(decode(encode(failure))).isEqualTo(failure);
  }

  @Test
  void aLongerChainIsCutWithAMarker() {
    FailureDetails decoded = decode(encode(chain(100_000, Map.of())));

    FailureDetails last = decoded;
    int causes = 0;
    for (var next = decoded.innerFailure(); next != null; next = next.innerFailure()) {
      last = next;
      causes++;
    }
    assertThat(causes).isEqualTo(FailureDetailsCodec.MAX_CAUSES);
    assertThat(last.errorType()).isEqualTo(FailureDetailsCodec.CUT_TYPE);
    assertThat(decoded.innerFailure()).extracting(FailureDetails::message).isEqualTo("cause");
    assertThat(decode(encode(decoded))).as("cut only once").isEqualTo(decoded);
  }

  @Test
  void deepPropertiesAreCut() {
    for (boolean lists : List.of(true, false)) {
      Object fits = nested(FailureDetailsCodec.MAX_PROPERTY_DEPTH, lists);
      Object deep = nested(10_000, lists);

      assertThat(survivor(fits)).isEqualTo(fits);
      Object cut = survivor(deep);
      assertThat(survivor(cut)).as("cut only once").isEqualTo(cut);
      assertThat(String.valueOf(cut)).contains("nested too deeply");
    }
  }

  @Test
  void allNumbersBecomeDoubles() {
    assertThat(survivor(7)).isEqualTo(7.0);
    assertThat(survivor(Long.MAX_VALUE)).isEqualTo(0x1p63);
    assertThat(survivor(Double.NaN)).isEqualTo(Double.NaN);
    assertThat(survivor(-0.0)).isEqualTo(-0.0);
  }

  @Test
  void otherPropertiesAreRefused() {
    assertThatThrownBy(() -> survivor(Instant.EPOCH))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("java.time.Instant");
  }

  static FailureDetails chain(int causes, Map<String, @Nullable Object> properties) {
    FailureDetails failure = FailureDetails.of("innermost", "");
    for (int i = 0; i < causes; i++) {
      failure = new FailureDetails("type", "cause", null, failure, true, properties);
    }
    return failure;
  }

  static Object nested(int depth) {
    return nested(depth, false);
  }

  private static Object nested(int depth, boolean lists) {
    Object value = "innermost";
    for (int i = 0; i < depth; i++) {
      value = lists ? List.of(value) : Map.of("inner", value);
    }
    return value;
  }

  private static @Nullable Object survivor(@Nullable Object property) {
    Map<String, @Nullable Object> properties = new HashMap<>();
    properties.put("property", property);
    var failure = new FailureDetails("", "", null, null, false, properties);
    return decode(encode(failure)).properties().get("property");
  }

  private static byte[] encode(FailureDetails failure) {
    WireWriter writer = new WireWriter();
    FailureDetailsCodec.encode(failure, writer);
    return writer.toByteArray();
  }

  private static FailureDetails decode(byte[] bytes) {
    return FailureDetailsCodec.decode(new WireReader(bytes));
  }
}
