package dev.perdure.server.grpc;

import dev.perdure.model.HistoryEvent;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.testing.simulation.chance.Choices;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What simulated workers know of the work that they got over the wire. It outlives their hub: they
/// answer to the next one with what an earlier one gave them.
final class Memory {
  private static final Naming[] UNNAMED = {Naming.INSTANCE_IDS, Naming.ACTIVITY_IDS};

  private final Choices choices;
  private final int sort;
  private final boolean everybody;
  private final IdentityHashMap<WorkToken, Known> items = new IdentityHashMap<>();
  private final Map<Dispatch.Subject, String> latestOf = new HashMap<>();
  private final Map<Integer, Naming> namings = new HashMap<>();
  private final Map<String, Integer> parts = new HashMap<>();
  private final Set<String> answered = new HashSet<>();
  private String latest = "";

  Memory(Choices choices) {
    this.choices = choices;
    this.sort = choices.below(4);
    this.everybody = !allKnowTokens() || choices.oneIn(2);
  }

  /// An item as it came.
  ///
  /// @param instanceId what was sent as its instance id
  /// @param past the history that came with it, empty if none did
  /// @param from to whom it came, and how
  record Known(
      WorkItem item, String wireToken, String instanceId, List<HistoryEvent> past, From from) {

    Naming naming() {
      return from.naming();
    }

    /// What is said of the item by those who know no tokens.
    Dispatch.Subject subject() {
      return Dispatch.of(item, "", 0).subject();
    }
  }

  /// Where an item came to.
  ///
  /// @param worker the number of the worker
  /// @param death ends the worker's connection
  record From(int worker, Naming naming, CallerConnection connection, Runnable death) {}

  void put(Known known) {
    latest = known.wireToken();
    items.put(known.item().token(), known);
  }

  /// The token that came last.
  String latest() {
    return latest;
  }

  /// A dispatch is on its way to a worker.
  void sent(Dispatch dispatch, String wireToken) {
    latestOf.put(dispatch.subject(), wireToken);
  }

  /// The token that was sent last with work about the same.
  String latestOf(Known known) {
    return Objects.requireNonNull(latestOf.get(known.subject()));
  }

  /// The item whose token this very object is; null if it did not come over the wire.
  @Nullable
  Known find(WorkToken token) {
    return items.get(token);
  }

  /// Whether every worker knows tokens.
  boolean allKnowTokens() {
    return sort == 0;
  }

  /// Whether workers in the hub's own process reach it over the wire, too.
  boolean everybody() {
    return everybody;
  }

  /// By what a worker names what it answers. In some runs all know tokens, in some none does.
  Naming naming(int worker) {
    return namings.computeIfAbsent(worker, _ -> switch (sort) {
      case 0 -> Naming.TOKENS;
      case 1, 2 -> UNNAMED[sort - 1];
      default -> choices.oneIn(2) ? Naming.TOKENS : UNNAMED[choices.below(2)];
    });
  }

  /// Into how many parts the answer is cut, which is the same whenever it is sent.
  int parts(Known known, int actions) {
    return parts.computeIfAbsent(
        known.wireToken(),
        _ -> actions > 1 && choices.oneIn(2) ? choices.between(2, actions) : 1);
  }

  /// Notes that an item is answered.
  ///
  /// @return whether it was not before
  boolean answer(Known known) {
    return answered.add(known.wireToken());
  }
}
