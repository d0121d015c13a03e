package dev.perdure.server.http.v1;

import static dev.perdure.server.http.v1.Sources.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.model.InstanceState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The queue that all who follow the hub share.
final class ChangesTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final Sources source = new Sources();

  @Test
  void whoFollowsGetsWhatHappensFromThenOn() throws Exception {
    Changes changes = new Changes(source, LONG);
    long at = changes.begin(null);
    changes.changed(state("a", null));
    changes.removed(state("b", null));
    changes.gap();

    Changes.Batch batch = changes.after(at, LONG);

    assertThat(batch.missed()).isZero();
    assertThat(batch.changes()).extracting(Changes.Change::kind).containsExactly(
        Changes.Kind.STATUS, Changes.Kind.REMOVED, Changes.Kind.GAP);
    assertThat(changes.after(batch.next(), Duration.ofMillis(1)).changes()).isEmpty();
  }

  /// Nobody takes anything, and still whoever tells of a change goes on at once.
  @Test
  void whoIsTooSlowIsToldHowMuchIsGone() throws Exception {
    Changes changes = new Changes(source, LONG);
    long at = changes.begin(null);
    for (int i = 0; i < Changes.KEPT + 10; i++) {
      changes.changed(state("i" + i, null));
    }

    Changes.Batch batch = changes.after(at, LONG);

    assertThat(batch.missed()).isEqualTo(10);
    assertThat(ids(batch).get(0)).isEqualTo("i10");
    assertThat(changes.after(batch.next(), LONG).missed()).isZero();
  }

  @Test
  void largeChangesPushOthersOut() throws Exception {
    Changes changes = new Changes(source, LONG);
    long at = changes.begin(null);
    String megabyte = "\"" + "x".repeat(1 << 20) + "\"";
    for (int i = 0; i < 100; i++) {
      changes.changed(state("i" + i, megabyte));
    }

    Changes.Batch batch = changes.after(at, LONG);

    assertThat(batch.missed()).isEqualTo(85);
    assertThat(batch.changes()).hasSize(15);
  }

  @Test
  void whoComesBackIsKnownByTheIdOfTheLastChange() throws Exception {
    Changes changes = new Changes(source, LONG);
    long at = changes.begin(null);
    changes.changed(state("a", null));
    String id = changes.idBefore(changes.after(at, LONG).next());
    changes.end();
    changes.changed(state("b", null));

    assertThat(ids(changes.after(changes.begin(id), LONG))).containsExactly("b");
    assertThat(new Changes(source, LONG).begin(id)).isNegative();
    for (String other : List.of("", "x", id + "0", id.replaceAll("\\d+$", "-1"), id + "x",
        id.replaceAll("\\d+$", "9".repeat(30)))) {
      assertThat(changes.begin(other)).as(other).isNegative();
    }
  }

  @Test
  void theHubIsWatchedOnlyWhileSomebodyFollowsAndShortlyAfter() {
    Changes changes = new Changes(source, Duration.ZERO);
    assertThat(source.watchers()).isEmpty();
    changes.begin(null);
    String id = changes.idBefore(0);
    assertThat(source.watchers()).containsExactly(changes);
    changes.changed(state("a", null));
    assertThat(source.watchers()).hasSize(1);

    changes.end();
    changes.changed(state("b", null));

    assertThat(source.watchers()).isEmpty();
    assertThat(changes.begin(id)).isNegative();
  }

  @Test
  void theEndOfTheServerWakesWhoeverWaits() throws Exception {
    Changes changes = new Changes(source, LONG);
    long at = changes.begin(null);
    Thread.ofVirtual().start(changes::close);

    assertThat(changes.after(at, LONG).ended()).isTrue();
    assertThat(source.watchers()).isEmpty();
  }

  private static List<String> ids(Changes.Batch batch) {
    List<String> ids = new ArrayList<>();
    for (Changes.Change change : batch.changes()) {
      InstanceState state = change.state();
      ids.add(state == null ? "" : state.instanceId());
    }
    return ids;
  }
}
