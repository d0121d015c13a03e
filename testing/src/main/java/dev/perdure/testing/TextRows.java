package dev.perdure.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.perdure.runtime.store.Cursor;
import dev.perdure.runtime.store.Reads;
import dev.perdure.runtime.store.Write;
import java.util.ArrayList;
import java.util.List;

/// Rows as text, for tests to read well: `key=value`.
final class TextRows {
  /// Before every key.
  static final byte[] FIRST = {};

  /// After every key that tests use.
  static final byte[] LAST = {-1, -1, -1, -1, -1};

  private TextRows() {}

  static List<String> all(Reads rows) {
    try (Cursor cursor = rows.scan(FIRST, LAST)) {
      return rest(cursor);
    }
  }

  static List<String> scan(Reads rows, String from, String to) {
    try (Cursor cursor = rows.scan(key(from), key(to))) {
      return rest(cursor);
    }
  }

  static List<String> rest(Cursor cursor) {
    List<String> found = new ArrayList<>();
    while (cursor.next()) {
      found.add(new String(cursor.key(), UTF_8) + "=" + new String(cursor.value(), UTF_8));
    }
    return found;
  }

  static byte[] key(String text) {
    return text.getBytes(UTF_8);
  }

  static Write put(String key, String value) {
    return new Write.Put(key(key), key(value));
  }

  static Write delete(String key) {
    return new Write.Delete(key(key));
  }

  static Write range(String from, String to) {
    return new Write.DeleteRange(key(from), key(to));
  }
}
