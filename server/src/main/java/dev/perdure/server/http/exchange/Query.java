package dev.perdure.server.http.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The query of an address; names are compared without case.
public final class Query {
  private final String raw;
  private final Map<String, List<String>> values;

  private Query(String raw, Map<String, List<String>> values) {
    this.raw = raw;
    this.values = values;
  }

  /// Reads the part of an address behind the question mark.
  ///
  /// @throws BadRequestException if its encoding is malformed
  public static Query parse(String raw) {
    Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String pair : raw.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = FormText.decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : FormText.decode(pair.substring(equals + 1));
        values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
      }
    }
    return new Query(raw, values);
  }

  /// The query as sent, without the question mark; empty if there is none.
  public String raw() {
    return raw;
  }

  /// The first value of a name, or null if it was not sent.
  public @Nullable String get(String name) {
    List<String> all = values.get(name);
    return all == null ? null : all.get(0);
  }

  /// The first value of every name.
  public Map<String, String> first() {
    Map<String, String> first = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    values.forEach((name, all) -> first.put(name, all.get(0)));
    return first;
  }

  /// All values of a name in the order sent.
  public List<String> all(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }
}
