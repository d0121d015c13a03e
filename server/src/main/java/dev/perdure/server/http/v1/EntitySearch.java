package dev.perdure.server.http.v1;

import dev.perdure.model.EntityId;
import dev.perdure.model.Identifiers;
import dev.perdure.model.request.EntityPage;
import dev.perdure.model.request.EntityQuery;
import dev.perdure.model.request.EntityState;
import dev.perdure.model.request.InstanceQuery;
import dev.perdure.server.http.exchange.FormText;
import dev.perdure.server.http.exchange.Problem;
import dev.perdure.server.http.exchange.ProblemException;
import dev.perdure.server.http.hub.HubCalls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Lists and counts entities, in the order of their ids.
record EntitySearch(HubCalls hub) {
  /// What a list may be asked for.
  static final Set<String> NAMES = Set.of("name", "idPrefix", "modifiedFrom", "modifiedTo",
      "locked", "stateless", "state", "limit", "cursor");

  private static final int DEFAULT_LIMIT = 50;
  private static final int LARGEST_LIMIT = 500;

  /// How long a count may take before it is given up.
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /// A page.
  ///
  /// @param entities the entities
  /// @param next where it ended, absent if there are no more
  record Page(List<EntityState> entities, @Nullable String next) {}

  /// How many entities there are.
  ///
  /// @param total those with a state
  /// @param locked those that are locked, with or without a state
  /// @param byName those with a state by their names
  record Counts(long total, long locked, Map<String, Long> byName) {}

  Page page(Arguments arguments) {
    String name = arguments.text("name");
    String asked = arguments.text("idPrefix");
    boolean locked = arguments.flag("locked");
    String prefix = prefix(name, asked);
    var query = new EntityQuery(
        prefix, arguments.instant("modifiedFrom"), arguments.instant("modifiedTo"), locked,
        new EntityQuery.Fetch(
            arguments.flag("state"), locked || arguments.flag("stateless")),
        arguments.number("limit", DEFAULT_LIMIT, LARGEST_LIMIT),
        cursor(arguments.text("cursor")));
    if (prefix == null && (name != null || asked != null)) {
      return new Page(List.of(), null);
    }
    EntityPage page = hub.ask(it -> it.queryEntities(query));
    return new Page(
        page.entities(),
        page.continuation() == null
            ? null
            : Base64.getUrlEncoder().withoutPadding()
                .encodeToString(page.continuation().getBytes(StandardCharsets.UTF_8)));
  }

  /// The one prefix that says both, or null if nothing can begin with both.
  private static @Nullable String prefix(@Nullable String name, @Nullable String asked) {
    if (name == null) {
      return asked;
    }
    String whole = new EntityId(name, "").instanceId();
    String problem = Identifiers.entityIdProblem(whole);
    if (problem != null) {
      throw Problems.invalid(problem);
    }
    if (asked == null || whole.startsWith(asked.toLowerCase(Locale.ROOT))) {
      return whole;
    }
    return asked.regionMatches(true, 0, whole, 0, whole.length()) ? asked : null;
  }

  private static @Nullable String cursor(@Nullable String sent) {
    if (sent == null) {
      return null;
    }
    String id;
    try {
      id = FormText.utf8(Base64.getUrlDecoder().decode(sent), "the cursor");
    } catch (IllegalArgumentException e) {
      throw Problems.invalid("Expected the cursor of the page before, but got another text");
    }
    if (Identifiers.entityIdProblem(id) != null) {
      throw Problems.invalid("Expected the cursor of the page before, but got another text");
    }
    return id;
  }

  Counts counts() {
    Instant end = Instant.now().plus(LIMIT);
    long total = 0;
    long locked = 0;
    Map<String, Long> byName = new TreeMap<>();
    String continuation = null;
    do {
      var query = new EntityQuery(
          null, null, null, new EntityQuery.Fetch(false, true), InstanceQuery.MAX_PAGE_SIZE,
          continuation);
      EntityPage page = hub.ask(it -> it.queryEntities(query));
      for (EntityState entity : page.entities()) {
        locked += entity.lockedBy() == null ? 0 : 1;
        if (entity.exists()) {
          total++;
          byName.merge(entity.id().name(), 1L, Long::sum);
        }
      }
      continuation = page.continuation();
      if (continuation != null && Instant.now().isAfter(end)) {
        throw new ProblemException(Problem
            .of(422, "too-many-entities", "Counting the entities took longer than "
                + LIMIT.toSeconds() + " seconds")
            .fix("Count instances by a filter, which leaves entities out"));
      }
    } while (continuation != null);
    return new Counts(total, locked, byName);
  }
}
