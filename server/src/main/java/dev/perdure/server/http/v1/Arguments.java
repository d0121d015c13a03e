package dev.perdure.server.http.v1;

import dev.perdure.model.EntityId;
import dev.perdure.model.Identifiers;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.routing.PathValues;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the query of a request strictly: what is unknown, repeated or malformed is refused, since
/// a filter that is silently dropped does harm.
record Arguments(Request request) {
  /// The query names that every route takes.
  private static final String CODE = "code";

  /// The arguments of a request whose query has no other names than these.
  static Arguments of(Request request, Set<String> known) {
    for (String name : request.query().first().keySet()) {
      if (!name.equalsIgnoreCase(CODE) && known.stream().noneMatch(name::equalsIgnoreCase)) {
        throw Problems.invalid("Expected no query but " + known.stream().sorted().toList()
            + ", but got " + Identifiers.quote(name));
      }
    }
    return new Arguments(request);
  }

  /// The valid instance id in a path.
  static String instanceId(PathValues path) {
    String id = path.get("instanceId");
    if (EntityId.isEntity(id) && Identifiers.entityIdProblem(id) == null) {
      throw Problems.entityId(EntityId.parse(id));
    }
    String problem = Identifiers.instanceIdProblem(id);
    if (problem != null) {
      throw Problems.invalid(problem);
    }
    return id;
  }

  @Nullable
  String text(String name) {
    List<String> all = request.query().all(name);
    if (all.size() > 1) {
      throw Problems.invalid("Expected one " + name + ", but got " + all.size());
    }
    return all.isEmpty() ? null : all.get(0);
  }

  boolean flag(String name) {
    String value = text(name);
    return switch (value) {
      case null -> false;
      case "true", "" -> true;
      case "false" -> false;
      default -> throw Problems.invalid(
          "Expected true or false as " + name + ", but got " + Identifiers.quote(value));
    };
  }

  int number(String name, int otherwise, int most) {
    String value = text(name);
    if (value == null) {
      return otherwise;
    }
    if (value.matches("\\d{1,9}")) {
      int number = Integer.parseInt(value);
      if (number >= 1 && number <= most) {
        return number;
      }
    }
    throw Problems.invalid(
        "Expected 1 to " + most + " as " + name + ", but got " + Identifiers.quote(value));
  }

  /// Seconds to wait, zero if the caller does not want to.
  Duration seconds(String name, Duration most) {
    return text(name) == null
        ? Duration.ZERO
        : Duration.ofSeconds(number(name, 1, Math.toIntExact(most.toSeconds())));
  }

  @Nullable
  Instant instant(String name) {
    String value = text(name);
    return value == null ? null : instant(name, value);
  }

  static Instant instant(String name, String value) {
    try {
      return Instant.parse(value);
    } catch (DateTimeParseException e) {
      throw Problems.invalid("Expected an instant such as 2026-01-31T12:00:00Z as " + name
          + ", but got " + Identifiers.quote(value));
    }
  }
}
