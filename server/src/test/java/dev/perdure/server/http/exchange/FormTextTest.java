package dev.perdure.server.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FormTextTest {

  @Test
  void aPlusIsASpaceAndAnEncodedPlusIsAPlus() {
    assertThat(FormText.decode("a+b%2Bc%20d")).isEqualTo("a b+c d");
    assertThat(FormText.decode("a+b")).isEqualTo("a b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"order 7", "a+b", "Zürich", "日本", "😀", "100%", "a&b=c", "x\"y", "~-._"})
  void encodedTextComesBack(String text) {
    assertThat(FormText.decode(FormText.encode(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "%zz", "%-1", "%１０"})
  void halfAnEscapeIsRejected(String encoded) {
    assertThatThrownBy(() -> FormText.decode(encoded))
        .isInstanceOf(BadRequestException.class).hasMessageContaining("'%'");
  }

  @Test
  void bytesThatAreNotUtf8AreRejected() {
    assertThatThrownBy(() -> FormText.decode("%ff"))
        .isInstanceOf(BadRequestException.class).hasMessageContaining("UTF-8");
  }
}
