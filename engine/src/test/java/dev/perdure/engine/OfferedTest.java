package dev.perdure.engine;

import static dev.perdure.engine.Acts.start;
import static dev.perdure.engine.Acts.task;
import static dev.perdure.engine.EntityActs.COUNTER;
import static dev.perdure.engine.EntityActs.signal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.orchestration.Moment;
import dev.perdure.engine.step.Effect;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What was offered is found again under its token for as long as it is wanted. That it is as it
/// was offered, the scenarios see to at every step of every other test.
final class OfferedTest {
  private final Scenario scenario = new Scenario(Acts.ID);

  @Test
  void aTurnIsFoundAsItWasOfferedWhateverHasArrivedSince() {
    scenario.given(start());
    WorkItem.Turn turn = scenario.effect(Effect.OfferTurn.class).turn();

    scenario.given(Acts.raise("E"), Acts.suspend(), Acts.raise("F"), Acts.resume());

    assertThat(offered(turn.token())).isEqualTo(turn);
  }

  @Test
  void aTurnThatIsAnsweredOrOfferedAnewIsNotFound() {
    scenario.given(start());
    WorkToken first = scenario.effect(Effect.OfferTurn.class).turn().token();
    scenario.abandonTurn();
    WorkToken second = scenario.effect(Effect.OfferTurn.class).turn().token();
    assertThat(offered(first)).isNull();
    assertThat(offered(second)).isNotNull();

    scenario.answer();
    assertThat(offered(second)).isNull();
  }

  @Test
  void nothingIsFoundOfAnInstanceThatIsGoneOrOfAnotherMemory() {
    assertThat(offered(new WorkToken(new ExecutionKey("x", "y"), 1, 1, 1)))
        .isNull();
    scenario.given(start());
    WorkToken token = scenario.effect(Effect.OfferTurn.class).turn().token();

    scenario.reopen(false);

    assertThat(offered(token)).isNull();
  }

  @Test
  void anActivityIsFoundUntilItIsAnsweredAndInItsPresentAttemptAlone() {
    scenario.given(start());
    scenario.answer(task(1));
    WorkItem.Activity activity = scenario.effect(Effect.OfferActivity.class).activity();
    WorkToken token = activity.token();
    assertThat(offered(token)).isEqualTo(activity);
    assertThat(
        offered(
            new WorkToken(
                token.execution(), token.sequence(), token.incarnation(), token.attempt() + 1)))
        .isNull();

    scenario.succeed(1, null);

    assertThat(offered(token)).isNull();
  }

  @Test
  void aBatchIsFoundUntilItIsAnswered() {
    EntityScenario counter = new EntityScenario(COUNTER);
    counter.given(signal("a"));
    WorkItem.EntityBatch batch = counter.effects(Effect.OfferBatch.class).get(0).batch();
    counter.given(signal("b"));
    Moment moment = new Moment(counter.now(), 1);
    assertThat(Engine.offered(counter.entity(), batch.token(), moment)).isEqualTo(batch);

    counter.perform("1");

    assertThat(Engine.offered(counter.entity(), batch.token(), moment)).isNull();
  }

  private @Nullable WorkItem offered(WorkToken token) {
    return Engine.offered(
        scenario.instance(), token, new Moment(scenario.now(), scenario.incarnation()));
  }
}
