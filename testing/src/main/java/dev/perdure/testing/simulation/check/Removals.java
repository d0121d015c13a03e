package dev.perdure.testing.simulation.check;

import dev.perdure.engine.state.Orchestration;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Which instances were removed, and whether they could be: one goes because somebody asked, or
/// because it ended long enough ago.
public final class Removals {
  private final Findings findings;
  private final Consumer<String> sightings;
  private final Map<String, Integer> counts = new HashMap<>();
  private final Set<String> removable = new HashSet<>();
  private @Nullable Duration retention;
  private boolean allRemovable;

  Removals(Findings findings, Consumer<String> sightings) {
    this.findings = findings;
    this.sightings = sightings;
  }

  /// Ended instances may be removed after this time.
  public void retention(Duration age) {
    retention = age;
  }

  /// Somebody asks to remove an instance, or, if it is null, any.
  public void mayRemove(@Nullable String instanceId) {
    if (instanceId == null) {
      allRemovable = true;
    } else {
      removable.add(instanceId);
    }
  }

  /// How often an instance has been removed, durably.
  public int of(String instanceId) {
    return counts.getOrDefault(instanceId, 0);
  }

  /// An instance is no more.
  ///
  /// @param old its row, if it ever had one
  void removed(String id, @Nullable Orchestration old, Instant now) {
    counts.merge(id, 1, Integer::sum);
    if (old == null || allRemovable || removable.contains(id)) {
      return;
    }
    Instant completed = old.times().completed();
    boolean due = retention != null && completed != null
        && !completed.plus(retention).isAfter(now);
    findings.check(due, Oracle.BOUND, () -> "Nobody asked to remove " + old);
    sightings.accept("- instance removed by retention");
  }
}
