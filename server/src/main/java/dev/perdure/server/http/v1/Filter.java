package dev.perdure.server.http.v1;

import dev.perdure.model.Identifiers;
import dev.perdure.model.InstanceState;
import dev.perdure.model.InstanceState.Payloads;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.request.InstanceFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which instances are meant: what the hub's indexes know, and what is looked for in each instance.
///
/// @param indexed what the hub decides
/// @param parent the id of the orchestration that started it
/// @param text what stands in its id, name, tags, custom status or payloads, without case
record Filter(InstanceFilter indexed, @Nullable String parent, @Nullable String text) {
  /// The names of all conditions, in a query as in a body.
  static final Set<String> NAMES = Set.of(
      "status", "name", "tag", "parent", "text", "idPrefix", "createdFrom", "createdTo");

  /// Reads the conditions of a query; `status` and `tag` may be repeated or separated by commas.
  static Filter of(Arguments arguments) {
    return new Filter(
        new InstanceFilter(
            statuses(arguments.request().query().all("status")),
            arguments.instant("createdFrom"),
            arguments.instant("createdTo"),
            arguments.text("idPrefix"),
            arguments.text("name"),
            tags(arguments.request().query().all("tag"))),
        arguments.text("parent"), lower(arguments.text("text")));
  }

  /// Reads the conditions of a body.
  static Filter of(Body body) {
    String from = body.text("createdFrom");
    String to = body.text("createdTo");
    return new Filter(
        new InstanceFilter(
            statuses(body.list("status")),
            from == null ? null : Arguments.instant("createdFrom", from),
            to == null ? null : Arguments.instant("createdTo", to),
            body.text("idPrefix"),
            body.text("name"),
            tags(body.list("tag"))),
        body.text("parent"), lower(body.text("text")));
  }

  /// The same conditions, and created until an instant.
  Filter until(Instant latest) {
    return between(null, latest);
  }

  /// The same conditions, and created between two instants, or before or after one.
  Filter between(@Nullable Instant earliest, @Nullable Instant latest) {
    Instant from = indexed.createdFrom();
    Instant to = indexed.createdTo();
    return new Filter(
        new InstanceFilter(indexed.statuses(),
            from == null || (earliest != null && earliest.isAfter(from)) ? earliest : from,
            to == null || (latest != null && latest.isBefore(to)) ? latest : to,
            indexed.idPrefix(), indexed.name(), indexed.tags()),
        parent, text);
  }

  /// Whether payloads have to be read to decide.
  boolean needsPayloads() {
    return text != null;
  }

  /// Whether an instance that the hub found is meant.
  boolean matches(InstanceState state) {
    return (parent == null || parent.equals(state.parentInstanceId()))
        && (text == null || holds(state, text));
  }

  /// Whether an instance that nobody looked for in the hub's indexes is meant.
  boolean matchesAll(InstanceState state) {
    String prefix = indexed.idPrefix();
    return (indexed.statuses().isEmpty() || indexed.statuses().contains(state.status()))
        && (indexed.name() == null || indexed.name().equals(state.function().name()))
        && (prefix == null || state.instanceId().startsWith(prefix))
        && state.tags().entrySet().containsAll(indexed.tags().entrySet())
        && matches(state);
  }

  private static boolean holds(InstanceState state, String text) {
    Payloads payloads = state.payloads();
    return holds(state.instanceId(), text)
        || holds(state.function().name(), text)
        || holds(state.customStatus(), text)
        || state.tags().entrySet().stream()
            .anyMatch(it -> holds(it.getKey(), text) || holds(it.getValue(), text))
        || (payloads != null && (holds(payloads.input(), text) || holds(payloads.output(), text)
            || (payloads.failure() != null && holds(payloads.failure().message(), text))));
  }

  private static boolean holds(@Nullable String where, String text) {
    return where != null && where.toLowerCase(Locale.ROOT).contains(text);
  }

  private static @Nullable String lower(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text.toLowerCase(Locale.ROOT);
  }

  private static Set<OrchestrationStatus> statuses(List<String> given) {
    Set<OrchestrationStatus> statuses = EnumSet.noneOf(OrchestrationStatus.class);
    for (String value : split(given)) {
      statuses.add(status(value));
    }
    return statuses;
  }

  private static OrchestrationStatus status(String value) {
    List<String> labels = new ArrayList<>();
    for (OrchestrationStatus status : OrchestrationStatus.values()) {
      if (status.label().equalsIgnoreCase(value)) {
        return status;
      }
      labels.add(status.label());
    }
    throw Problems.invalid(
        "Expected one of " + labels + " as status, but got " + Identifiers.quote(value));
  }

  private static Map<String, String> tags(List<String> given) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (String value : given) {
      int colon = value.indexOf(':');
      if (colon < 1) {
        throw Problems.invalid("Expected a tag such as region:eu, but got "
            + Identifiers.quote(value));
      }
      tags.put(value.substring(0, colon), value.substring(colon + 1));
    }
    return tags;
  }

  private static List<String> split(List<String> given) {
    return given.stream()
        .flatMap(it -> List.of(it.split(",", -1)).stream()).map(String::strip)
        .filter(it -> !it.isEmpty()).toList();
  }
}
