package dev.perdure.model.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TextTest {

  @Test
  void allCharactersSurvive() {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        all.appendCodePoint(c);
      }
    }
    assertThat(survivor(all.toString())).isEqualTo(all.toString());
  }

  @Test
  void oddTextsSurvive() {
    for (String text : List.of("", "\0", "a\0b", "\uFEFF", "\uFEFFbom", "\uFFFD", "\uFFFE\uFFFF",
        "\u007F\u0080\u00FF\u0100", "😀", "a😀", "👩‍👩‍👧", "e\u0301", "\u202Eabc",
        "\r\n\u2028")) {
      assertThat(survivor(text)).isEqualTo(text);
    }
  }

  @Test
  void loneSurrogatesBecomeQuestionMarks() {
    assertThat(survivor("a\uD800b")).isEqualTo("a?b");
    assertThat(survivor("\uDC00")).isEqualTo("?");
    assertThat(survivor("\uDC00\uD800")).isEqualTo("??");
    assertThat(survivor("😀\uD83D")).isEqualTo("😀?");
  }

  @Test
  void longTextsSurvive() {
    for (int length : List.of(126, 127, 128, 129, 16_383, 16_384, 1 << 20)) {
      for (String unit : List.of("x", "é", "拒", "😀")) {
        String text = unit.repeat(length / unit.length());
        assertThat(survivor(text).equals(text)).as("%s × %d", unit, length).isTrue();
      }
    }
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    for (String hex : List.of("80", "c0af", "c3", "e28080e2", "eda080", "f4908080", "ff",
        "efbfbd80")) {
      byte[] text = HexFormat.of().parseHex(hex);
      WireWriter writer = new WireWriter();
      writer.writeBytes(1, text);
      WireReader reader = new WireReader(writer.toByteArray());

      assertThat(reader.next()).isTrue();
      assertThatExceptionOfType(CodecException.class).as(hex).isThrownBy(reader::readString);
    }
  }

  private static String survivor(String text) {
    WireWriter writer = new WireWriter();
    writer.writeStringValue(3, text);
    WireReader reader = new WireReader(writer.toByteArray());
    assertThat(reader.next()).isTrue();
    return reader.readStringValue();
  }
}
