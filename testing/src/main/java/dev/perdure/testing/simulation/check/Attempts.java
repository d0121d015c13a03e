package dev.perdure.testing.simulation.check;

import dev.perdure.engine.orchestration.Limits;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.model.work.WorkToken;
import dev.perdure.runtime.rows.Keys;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The attempts at activities: which are durably scheduled, and which have begun. This is the list
/// of effects that stands outside of the simulated machine.
final class Attempts {

  private final Findings findings;
  private final byte[] clean = Keys.meta("clean");
  private final Set<String> scheduled = new HashSet<>();
  private final Set<String> tasks = new HashSet<>();
  private final Map<String, Long> begun = new HashMap<>();
  private final Map<Long, Integer> owners = new HashMap<>();
  private int goodEnds;

  Attempts(Findings findings) {
    this.findings = findings;
  }

  /// A row has become durable. One says that an owner ended in good order.
  void put(byte[] key) {
    goodEnds += Arrays.equals(key, clean) ? 1 : 0;
  }

  /// An attempt has become durable.
  void scheduled(String instanceId, OpenTask.OpenActivity open) {
    scheduled.add(
        instanceId + " " + open.executionId() + " " + open.sequence() + " " + open.attempt() + " "
            + open.input().text());
  }

  boolean scheduled(WorkToken token, @Nullable String input) {
    return scheduled.contains(task(token) + " " + token.attempt() + " " + input);
  }

  /// An owner begins.
  void owner(long incarnation) {
    owners.put(incarnation, goodEnds);
  }

  /// An attempt begins. Without faults there is one. The same one begins again with another owner
  /// only if the owner before ended in good order: otherwise that end counts as an attempt. A
  /// suspect that its worker gave back is offered again as it was.
  void begins(WorkToken token, boolean calm) {
    boolean first = tasks.add(task(token));
    findings.check(first || !calm, Oracle.ACTIVITY,
        () -> token + " runs again, although all is well");
    Long before = begun.put(task(token) + " " + token.attempt(), token.incarnation());
    // A worker may begin late what the first of the two owners gave it.
    boolean goodEnd = before != null
        && Math.min(owned(before), owned(token.incarnation())) < goodEnds;
    boolean suspect = token.attempt() > Limits.ATTEMPTS_BEFORE_SUSPICION;
    boolean same = before == null || before == token.incarnation();
    findings.check(same || goodEnd || suspect, Oracle.BOUND,
        () -> token + " runs again after an unclean end that was not counted");
  }

  private int owned(long incarnation) {
    return owners.getOrDefault(incarnation, 0);
  }

  private static String task(WorkToken token) {
    return token.execution().instanceId() + " " + token.execution().executionId() + " "
        + token.sequence();
  }
}
