package dev.perdure.testing.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.state.EntityHeader;
import dev.perdure.engine.state.EntityLock;
import dev.perdure.engine.state.EntityProgress;
import dev.perdure.model.EntityCaller;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The judges of entities, tested by histories in which something is wrong.
final class SectionsTest {
  private static final String ENTITY = "@account@a";
  private static final ExecutionKey OWNER = new ExecutionKey("owner", "1");
  private static final ExecutionKey OTHER = new ExecutionKey("other", "1");

  private final Findings findings = new Findings();
  private final Sections sections = new Sections(findings, unused -> {});

  private static HistoryEvent event(EventBody body) {
    return new HistoryEvent(-1, Instant.EPOCH, body);
  }

  private static List<HistoryEvent> entering(String section) {
    return List.of(
        event(new EventBody.EntityLockRequested(section, List.of(ENTITY), 0, null)),
        event(new EventBody.EntityLockGranted(section)));
  }

  private static EntityHeader lockedFor(@Nullable ExecutionKey owner) {
    return new EntityHeader(
        new ExecutionKey(ENTITY, "1"), Instant.EPOCH, true,
        owner == null
            ? null
            : new EntityLock("s", new EntityCaller(owner, 1), Instant.EPOCH, false),
        new EntityProgress(1, EntityProgress.Span.NONE, EntityProgress.Span.NONE, 0, 0, 0));
  }

  @Test
  void anEntityBelongsToItsOwnerUntilThatGivesItUpOrEnds() {
    sections.turn(OWNER, entering("s"));
    sections.compare(unused -> lockedFor(OWNER));
    assertThat(sections.holder(ENTITY)).isEqualTo(OWNER);

    sections.heard(OWNER, new EventBody.EntityUnlockSent("s", null, ENTITY));
    assertThat(sections.holder(ENTITY)).isNull();

    sections.turn(OWNER, entering("t"));
    sections.ended(OWNER, "its end");
    sections.compare(unused -> lockedFor(null));
    assertThat(sections.holder(ENTITY)).isNull();
    assertThat(findings.any()).isFalse();
  }

  @Test
  void anEntityThatDoesNotKnowItsOwnerIsFound() {
    sections.turn(OWNER, entering("s"));
    sections.compare(unused -> lockedFor(null));

    assertThat(findings.all()).extracting(Finding::oracle).containsExactly(Oracle.LOCK);
  }

  @Test
  void twoOwnersAreFound() {
    sections.turn(OWNER, entering("s"));
    sections.turn(OTHER, entering("t"));
    sections.compare(unused -> lockedFor(OTHER));

    assertThat(findings.all()).extracting(Finding::text)
        .anyMatch(text -> text.contains("belongs to several at once"));
  }

  @Test
  void aRewoundExecutionOwnsNothingBeforeItGoesOn() {
    sections.rewound(OWNER, entering("s"));
    assertThat(sections.regains(OWNER)).isTrue();
    assertThat(sections.holder(ENTITY)).isNull();

    sections.turn(OWNER, List.of());

    assertThat(sections.regains(OWNER)).isFalse();
    assertThat(sections.holder(ENTITY)).isEqualTo(OWNER);
  }
}
