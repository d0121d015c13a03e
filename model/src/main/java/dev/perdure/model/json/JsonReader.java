package dev.perdure.model.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads one JSON text. Objects become maps, in which the last of several values of one name
/// counts, arrays become lists, texts become `String`, truth values `Boolean`, and a number stays
/// the text that it is, since nobody here counts with one.
final class JsonReader {
  private static final int MAX_DEPTH = 64;
  private static final int END = -1;

  private final String text;
  private int at;

  /// A number as it is written.
  record Numeral(String digits) {}

  /// A text that is not JSON, or not the JSON that was expected.
  static final class JsonException extends Exception {
    private static final long serialVersionUID = 1L;

    JsonException(String problem) {
      super(problem);
    }
  }

  private JsonReader(String text) {
    this.text = text;
  }

  /// Reads a text that is one JSON object.
  ///
  /// @throws JsonException if it is not
  static Map<String, @Nullable Object> readObject(String text) throws JsonException {
    JsonReader reader = new JsonReader(text);
    reader.expect('{');
    Map<String, @Nullable Object> object = reader.object(MAX_DEPTH);
    if (reader.peek() != END) {
      throw reader.failure("nothing after the object");
    }
    return object;
  }

  private @Nullable Object value(int depthLeft) throws JsonException {
    if (depthLeft == 0) {
      throw failure("at most " + MAX_DEPTH + " levels");
    }
    int c = peek();
    return switch (c) {
      case '{' -> {
        at++;
        yield object(depthLeft);
      }
      case '[' -> {
        at++;
        yield array(depthLeft);
      }
      case '"' -> {
        at++;
        yield string();
      }
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> numeral();
    };
  }

  private Map<String, @Nullable Object> object(int depthLeft) throws JsonException {
    Map<String, @Nullable Object> object = new HashMap<>();
    if (peek() == '}') {
      at++;
      return object;
    }
    do {
      expect('"');
      String name = string();
      expect(':');
      object.put(name, value(depthLeft - 1));
    } while (another('}'));
    return object;
  }

  private List<@Nullable Object> array(int depthLeft) throws JsonException {
    List<@Nullable Object> array = new ArrayList<>();
    if (peek() == ']') {
      at++;
      return array;
    }
    do {
      array.add(value(depthLeft - 1));
    } while (another(']'));
    return array;
  }

  /// Whether a comma comes, and not the end.
  private boolean another(char end) throws JsonException {
    int c = peek();
    if (c != ',' && c != end) {
      throw failure("',' or '" + end + "'");
    }
    at++;
    return c == ',';
  }

  private String string() throws JsonException {
    StringBuilder unescaped = new StringBuilder();
    int from = at;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        unescaped.append(text, from, at++);
        return unescaped.toString();
      } else if (c == '\\') {
        unescaped.append(text, from, at++);
        unescaped.append(escaped());
        from = at;
      } else if (c < ' ') {
        throw failure("no control character in a text");
      } else {
        at++;
      }
    }
    throw failure("the end of a text");
  }

  private char escaped() throws JsonException {
    int c = at < text.length() ? text.charAt(at) : END;
    at++;
    return switch (c) {
      case '"', '\\', '/' -> (char) c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hex();
      default -> throw failure("a known escape");
    };
  }

  private char hex() throws JsonException {
    int value = 0;
    for (int end = at + 4; at < end; at++) {
      int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : END;
      if (digit < 0) {
        throw failure("four hexadecimal digits");
      }
      value = 16 * value + digit;
    }
    return (char) value;
  }

  private Numeral numeral() throws JsonException {
    int from = at;
    while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (from == at) {
      throw failure("a value");
    }
    return new Numeral(text.substring(from, at));
  }

  private @Nullable Object word(String word, @Nullable Object meaning) throws JsonException {
    if (!text.startsWith(word, at)) {
      throw failure("a value");
    }
    at += word.length();
    return meaning;
  }

  private void expect(char expected) throws JsonException {
    if (peek() != expected) {
      throw failure("'" + expected + "'");
    }
    at++;
  }

  /// The next character that is no space, or the end.
  private int peek() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : END;
  }

  private JsonException failure(String expected) {
    return new JsonException(
        "Expected " + expected + " at character " + Math.min(at, text.length())
            + " of a JSON text");
  }
}
