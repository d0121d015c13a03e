package dev.perdure.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The names of entities.
final class EntityIdTest {

  @Test
  void namesAreKeptInLowerCaseAndKeysAsTheyAre() {
    EntityId id = new EntityId("Counter", "Ab@c/ d");

    assertThat(id.instanceId()).isEqualTo("@counter@Ab@c/ d");
    assertThat(EntityId.parse(id.instanceId())).isEqualTo(id);
    assertThat(id).isEqualTo(new EntityId("COUNTER", "Ab@c/ d"));
  }

  @Test
  void aKeyMayBeEmpty() {
    assertThat(EntityId.parse("@counter@")).isEqualTo(new EntityId("counter", ""));
  }

  @Test
  void idsOfAnotherFormAreRefused() {
    for (String wrong : List.of("", "counter", "@", "@@", "@@key", "@counter", "@Counter@a",
        "@a/b@c", "@counter@\n", "@counter@\ud800", "@counter@" + "x".repeat(92))) {
      assertThat(Identifiers.entityIdProblem(wrong)).as(wrong).isNotNull();
      assertThatIllegalArgumentException().as(wrong).isThrownBy(() -> EntityId.parse(wrong));
    }
    assertThat(Identifiers.entityIdProblem("@counter@" + "x".repeat(91))).isNull();
  }

  @Test
  void onlyEntitiesBeginWithAnAt() {
    assertThat(EntityId.isEntity("@counter@a")).isTrue();
    assertThat(EntityId.isEntity("order-1")).isFalse();
    assertThat(EntityId.isEntity("")).isFalse();
  }
}
