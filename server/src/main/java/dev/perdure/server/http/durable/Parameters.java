package dev.perdure.server.http.durable;

import dev.perdure.model.Identifiers;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.server.http.exchange.BadRequestException;
import dev.perdure.server.http.exchange.FormText;
import dev.perdure.server.http.exchange.Headers;
import dev.perdure.server.http.exchange.Json;
import dev.perdure.server.http.exchange.Query;
import dev.perdure.server.http.exchange.Request;
import dev.perdure.server.http.routing.PathValues;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads what a request asks for. Durable Functions treats a boolean, date or number that it cannot
/// read as one that was not sent; so does this.
final class Parameters {
  /// What Durable Functions says of a body that is not JSON.
  static final String NOT_JSON = "Invalid JSON content";

  private Parameters() {}

  /// A valid instance id from the path.
  static String instanceId(PathValues path) {
    String id = path.get("instanceId");
    String problem = Identifiers.instanceIdProblem(id);
    if (problem != null) {
      throw new BadRequestException(problem);
    }
    return id;
  }

  /// A valid name from the path.
  static String name(PathValues path, String part, String kind) {
    String name = path.get(part);
    String problem = Identifiers.nameProblem(kind, name);
    if (problem != null) {
      throw new BadRequestException(problem);
    }
    return name;
  }

  /// The body, which must be JSON, or null if there is none.
  ///
  /// @param purpose what the body is for, such as `the input of 'a'`
  static @Nullable String json(Request request, String purpose) {
    if (request.body().length == 0) {
      return null;
    }
    String text = FormText.utf8(request.body(), "the body");
    String trimmed = text.startsWith("\ufeff") ? text.substring(1) : text;
    String problem = Json.problem(trimmed);
    if (problem != null) {
      throw new BadRequestException(
          NOT_JSON, "Expected JSON as " + purpose + ", but " + problem);
    }
    return trimmed;
  }

  /// The name under which a client repeats a request without effect, if it gave one.
  static @Nullable String requestId(Headers headers) {
    String id = headers.get("Idempotency-Key");
    return id == null || id.isBlank() ? null : id;
  }

  /// Whether the body is said to be JSON.
  static boolean saysJson(Headers headers) {
    String type = headers.get("Content-Type");
    return type != null && type.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
  }

  static boolean flag(Query query, String name, boolean otherwise) {
    String value = query.get(name);
    if (value == null) {
      return otherwise;
    }
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> otherwise;
    };
  }

  static int number(Query query, String name, int otherwise) {
    String value = query.get(name);
    try {
      return value == null ? otherwise : Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  /// The size of a page.
  static int pageSize(Query query) {
    int top = number(query, "top", InstanceQuery.DEFAULT_PAGE_SIZE);
    return top < 1
        ? InstanceQuery.DEFAULT_PAGE_SIZE
        : Math.min(top, InstanceQuery.MAX_PAGE_SIZE);
  }

  /// A date in ISO 8601; without an offset it is UTC, without a time the day's beginning.
  static @Nullable Instant date(Query query, String name) {
    String value = query.get(name);
    if (value == null) {
      return null;
    }
    // The plus of an offset arrives as a space if the client did not encode it.
    String text = padded(value.strip())
        .replaceFirst("(:\\d\\d(?:\\.\\d+)?) (\\d\\d:?\\d\\d)$", "$1+$2")
        .replaceFirst("^(\\d{4}-\\d\\d-\\d\\d) ", "$1T");
    try {
      if (text.length() == 10) {
        return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      TemporalAccessor parsed = DateTimeFormatter.ISO_DATE_TIME
          .parseBest(text, Instant::from, LocalDateTime::from);
      return parsed instanceof Instant instant
          ? instant
          : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /// Python writes the years before 1000 with fewer than four digits.
  private static String padded(String date) {
    int dash = date.indexOf('-');
    return dash > 0 && dash < 4 ? "0".repeat(4 - dash) + date : date;
  }

  /// The statuses asked for, by name in their exact case or by number.
  ///
  /// @param unknown takes each value that is neither
  static Set<OrchestrationStatus> statuses(
      Query query, Consumer<String> unknown) {
    Set<OrchestrationStatus> statuses = EnumSet.noneOf(OrchestrationStatus.class);
    for (String list : query.all("runtimeStatus")) {
      for (String value : list.split(",", -1)) {
        OrchestrationStatus status = status(value.strip());
        if (status != null) {
          statuses.add(status);
        } else if (!value.isBlank()) {
          unknown.accept(value.strip());
        }
      }
    }
    return statuses;
  }

  private static @Nullable OrchestrationStatus status(String value) {
    for (OrchestrationStatus status : OrchestrationStatus.values()) {
      if (status.label().equals(value) || Integer.toString(status.number()).equals(value)) {
        return status;
      }
    }
    return null;
  }
}
