package dev.perdure.server.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "null", "true", "\"text\"", " 17 ", "-0.5e3",
      "[1,{\"a\":[]}]"})
  void oneValueOfAnyKindIsJson(String text) {
    assertThat(Json.problem(text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "{", "[1", "{\"a\":}", "tru", "'a'", "1 2", "{}{}", "[1,]",
      "NaN", "01",
      "\"a", "{a:1}", "// comment\n1"})
  void everythingElseIsNot(String text) {
    assertThat(Json.problem(text)).isNotNull();
  }

  @Test
  void aDocumentThatIsTooDeepIsNot() {
    assertThat(Json.problem("[".repeat(400) + "]".repeat(400))).isNull();
    assertThat(Json.problem("[".repeat(600) + "]".repeat(600))).contains("nesting depth");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "{ \"a\" : [ 1, 2 ] }|{\"a\":[1,2]}",
      "1.10|1.10",
      "12345678901234567890.123456789|12345678901234567890.123456789",
      "1e400|1e400",
      "\"\\u00e4\"|\"ä\"",
      "not json|\"not json\""})
  void storedTextIsEmbeddedAsItIs(String stored, String shown) {
    assertThat(embedded(stored)).isEqualTo(shown);
  }

  @Test
  void noTextIsNull() {
    assertThat(embedded(null)).isEqualTo("null");
  }

  private static String embedded(@Nullable String text) {
    return new String(Json.bytes(json -> Json.embed(json, text)), StandardCharsets.UTF_8);
  }
}
