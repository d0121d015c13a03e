package dev.perdure.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JacksonDataConverterTest {
  private final DataConverter converter = new JacksonDataConverter();

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "quote \" and \\ back", "line\nbreak", "tab\t", "ünïcode",
      "emoji 😀", "\u0000", "\u2028"})
  void textsComeBack(String text) {
    String json = converter.serialize(text);

    assertThat(converter.deserialize(json, String.class)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, -1, 999_999_999, 1_000_000_000, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void numbersComeBack(int number) {
    String json = converter.serialize(number);

    assertThat(converter.deserialize(json, Integer.class)).isEqualTo(number);
    assertThat(converter.deserialize(json, int.class)).isEqualTo(number);
    assertThat(converter.deserialize(json, Long.class)).isEqualTo(number);
  }

  @Test
  void nullIsNoText() {
    assertThat(converter.serialize(null)).isNull();
    assertThat(converter.deserialize(null, String.class)).isNull();
    assertThat(converter.deserialize("null", Integer.class)).isNull();
    assertThat(converter.deserialize("{\"any\":1}", Void.class)).isNull();
  }

  @Test
  void recordsAndTimesComeBack() {
    Everything value = new Everything(Optional.of("o"), Optional.empty(),
        Instant.parse("2026-01-02T03:04:05.123456789Z"), Duration.ofMillis(1_500),
        ZonedDateTime.parse("2026-01-02T03:04:05+02:00"), List.of(new Foo("f", 1)),
        Map.of("k", new Foo("g", 2)));

    String json = converter.serialize(value);

    assertThat(json).contains("\"2026-01-02T03:04:05.123456789Z\"", "\"PT1.5S\"");
    assertThat(converter.deserialize(json, Everything.class)).isEqualTo(value);
  }

  @Test
  void genericTypesComeBack() {
    List<Foo> foos = List.of(new Foo("f", 1), new Foo("g", 2));
    TypeRef<List<Foo>> type = new TypeRef<>() {};

    assertThat(converter.deserialize(converter.serialize(foos), type)).isEqualTo(foos);
  }

  @Test
  void constructorsAreMatchedByParameterNames() {
    Immutable value = converter.deserialize("{\"name\":\"n\",\"size\":3,\"unknown\":true}",
        Immutable.class);

    assertThat(value).extracting(Immutable::getName, Immutable::getSize).containsExactly("n", 3);
  }

  @Test
  void wrongTextsAreRejectedWithTheType() {
    assertThatThrownBy(() -> converter.deserialize("{\"a\":", Foo.class))
        .isInstanceOf(DataConverter.DataConverterException.class)
        .hasMessageContaining("JacksonDataConverterTest$Foo");
    assertThatThrownBy(() -> converter.deserialize("\"a\" b", String.class))
        .isInstanceOf(DataConverter.DataConverterException.class);
    assertThatThrownBy(() -> converter.deserialize("12 34", Integer.class))
        .isInstanceOf(DataConverter.DataConverterException.class);
    assertThatThrownBy(() -> converter.serialize(new Broken()))
        .isInstanceOf(DataConverter.DataConverterException.class)
        .hasMessageContaining("JacksonDataConverterTest$Broken");
  }

  record Foo(String name, int size) {}

  record Everything(
      Optional<String> some,
      Optional<String> none,
      Instant instant,
      Duration duration,
      ZonedDateTime zoned,
      List<Foo> list,
      Map<String, Foo> map) {}

  static final class Broken {
    public int getValue() {
      return Integer.parseInt("broken");
    }
  }

  static final class Immutable {
    private final String name;
    private final int size;

    Immutable(String name, int size) {
      this.name = name;
      this.size = size;
    }

    public String getName() {
      return name;
    }

    public int getSize() {
      return size;
    }
  }
}
