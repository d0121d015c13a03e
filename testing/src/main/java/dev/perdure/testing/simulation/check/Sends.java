package dev.perdure.testing.simulation.check;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Every operation that anybody asks for, from its sending to the moment at which an entity has
/// durably performed it: each once, none before its time, none before what its sender sent before.
final class Sends {

  /// An operation on its way.
  ///
  /// @param identity the text by which it is known again
  /// @param index a number that grows from one to the next of its sender
  /// @param due before which it must not be performed, absent for now
  record Send(
      String identity, String sender, String entity, long index, @Nullable Instant due) {}

  private final Findings findings;
  private final Consumer<String> sightings;
  private final Map<String, Send> known = new HashMap<>();
  private final Set<String> sure = new HashSet<>();
  private final Set<String> owed = new TreeSet<>();
  private final Set<String> done = new HashSet<>();
  private final Map<String, Send> latest = new HashMap<>();

  Sends(Findings findings, Consumer<String> sightings) {
    this.findings = findings;
    this.sightings = sightings;
  }

  /// It may be performed. A turn that is run several times may ask for several times, one of which
  /// counts; until it is durable which, the earliest does.
  void mayCome(Send send) {
    if (!sure.contains(send.identity())) {
      known.merge(send.identity(), send, Sends::earlier);
    }
  }

  private static Send earlier(Send one, Send other) {
    Instant due = one.due();
    return due == null || (other.due() != null && due.isBefore(other.due())) ? one : other;
  }

  /// It was durably sent, or its sender was told so.
  void mustCome(Send send) {
    sure.add(send.identity());
    known.put(send.identity(), send);
    mustCome(send.identity());
  }

  void mustCome(String identity) {
    if (!done.contains(identity)) {
      owed.add(identity);
    }
  }

  /// An entity has durably performed it.
  void performed(String entity, String identity, Instant now) {
    findings.check(done.add(identity), Oracle.EFFECT,
        () -> entity + " performed '" + identity + "' twice");
    owed.remove(identity);
    Send send = known.get(identity);
    if (send == null || !send.entity().equals(entity)) {
      findings.add(Oracle.EFFECT,
          entity + " performed '" + identity + "', but what was asked for is " + send);
      return;
    }
    Instant due = send.due();
    if (due != null) {
      sightings.accept("- scheduled operation performed");
      findings.check(!now.isBefore(due), Oracle.TIMER, () -> send + " was performed at " + now);
    } else {
      Send before = latest.put(send.sender() + " " + entity, send);
      findings.check(before == null || before.index() < send.index(), Oracle.ORDER,
          () -> send + " was overtaken by " + before);
    }
  }

  /// What was sent and is not performed.
  Set<String> outstanding() {
    return owed;
  }
}
