package dev.perdure.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The one rule for ids and names, applied at every door: from Durable Functions, an instance id
/// has 1 to 100 characters, does not begin with `@` (kept for entities) and holds no control
/// character and none of `/ \ # ?`. Only the id of a sub-orchestration may be longer, since SDKs
/// put something behind the parent's id to make it.
public final class Identifiers {

  /// The most characters that an instance id, a function name or an event name may have.
  public static final int MAX_LENGTH = 100;

  /// The most characters of a sub-orchestration's instance id, and so of any that an instance may
  /// have. It is enough for a depth of 380 with the ids that the SDK for Python makes.
  public static final int MAX_CHILD_ID_LENGTH = 2_000;

  /// The most tags that an instance may have.
  public static final int MAX_TAGS = 64;

  private Identifiers() {}

  /// Says what is wrong with the instance id of an orchestration that is started by a client or by
  /// an entity, or null if nothing is.
  public static @Nullable String startedIdProblem(String id) {
    return instanceIdProblem(id, MAX_LENGTH);
  }

  /// Says what is wrong with the instance id of an orchestration, however it was started, or null
  /// if nothing is.
  public static @Nullable String instanceIdProblem(String id) {
    return instanceIdProblem(id, MAX_CHILD_ID_LENGTH);
  }

  private static @Nullable String instanceIdProblem(String id, int most) {
    String problem = lengthProblem("instance id", id, most);
    if (problem != null) {
      return problem;
    }
    if (id.charAt(0) == '@') {
      return "Expected an instance id that does not begin with '@' (entities do), but got "
          + quote(id);
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (isControl(c) || c == '/' || c == '\\' || c == '#' || c == '?') {
        return "Expected an instance id without control characters and without / \\ # ?, but got "
            + quote(id);
      }
    }
    return surrogateProblem("instance id", id);
  }

  /// Says what is wrong with an entity's instance id, or null if nothing is. It is `@name@key` with
  /// a name in lower case and has at most as many characters as any id.
  public static @Nullable String entityIdProblem(String id) {
    String problem = lengthProblem("entity id", id, MAX_LENGTH);
    if (problem != null) {
      return problem;
    }
    int end = id.indexOf('@', 1);
    if (id.charAt(0) != '@' || end < 2) {
      return "Expected an entity id of the form @name@key, but got " + quote(id);
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean nameOnly = c == '/' || c == '\\' || c == '#' || c == '?' || Character.isUpperCase(c);
      if (isControl(c) || (i < end && nameOnly)) {
        return "Expected an entity id without control characters, and with a name in lower case "
            + "without / \\ # ?, but got " + quote(id);
      }
    }
    return surrogateProblem("entity id", id);
  }

  /// Says what is wrong with an entity's operation, or null if nothing is. It may be empty.
  public static @Nullable String operationProblem(String operation) {
    return operation.isEmpty() ? null : nameProblem("operation", operation);
  }

  /// Says what is wrong with a function's or an event's name, or null if nothing is.
  ///
  /// @param kind what the name is for, as the message shall call it, such as `event name`
  public static @Nullable String nameProblem(String kind, String name) {
    String problem = lengthProblem(kind, name, MAX_LENGTH);
    if (problem != null) {
      return problem;
    }
    for (int i = 0; i < name.length(); i++) {
      if (isControl(name.charAt(i))) {
        return "Expected " + article(kind) + " without control characters, but got " + quote(name);
      }
    }
    return surrogateProblem(kind, name);
  }

  /// Says what is wrong with a function's version, or null if nothing is. None at all is fine.
  public static @Nullable String versionProblem(@Nullable String version) {
    return version == null || version.isEmpty() ? null : nameProblem("version", version);
  }

  /// Says what is wrong with an instance's tags, or null if nothing is.
  public static @Nullable String tagsProblem(Map<String, String> tags) {
    if (tags.size() > MAX_TAGS) {
      return "Expected at most " + MAX_TAGS + " tags, but got " + tags.size();
    }
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      String problem = nameProblem("tag", tag.getKey());
      if (problem == null && !tag.getValue().isEmpty()) {
        problem = nameProblem("tag value", tag.getValue());
      }
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  /// The text in quotation marks with everything that could break a log line or a terminal escaped.
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder("'");
    for (int i = 0; i < Math.min(text.length(), 2 * MAX_LENGTH); i++) {
      char c = text.charAt(i);
      if (isControl(c) || Character.isSurrogate(c)) {
        quoted.append("\\u").append(String.format("%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append(text.length() > 2 * MAX_LENGTH ? "…'" : "'").toString();
  }

  private static @Nullable String lengthProblem(String kind, String text, int most) {
    if (text.isEmpty()) {
      return "Expected " + article(kind) + " of 1 to " + most + " characters, but it is empty";
    }
    if (text.length() > most) {
      return "Expected " + article(kind) + " whose length is at most " + most
          + " characters, but got " + text.length() + ": " + quote(text);
    }
    return null;
  }

  private static @Nullable String surrogateProblem(String kind, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c) && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return "Expected " + article(kind) + " of whole Unicode characters, but got a lone "
            + "surrogate in " + quote(text);
      }
    }
    return null;
  }

  private static boolean isControl(char c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }

  private static String article(String kind) {
    return ("aeiou".indexOf(kind.charAt(0)) >= 0 ? "an " : "a ") + kind;
  }
}
