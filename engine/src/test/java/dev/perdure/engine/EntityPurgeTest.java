package dev.perdure.engine;

import static dev.perdure.engine.EntityActs.CALLER;
import static dev.perdure.engine.EntityActs.COUNTER;
import static dev.perdure.engine.EntityActs.call;
import static dev.perdure.engine.EntityActs.caller;
import static dev.perdure.engine.EntityActs.lock;
import static dev.perdure.engine.EntityActs.signal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.orchestration.Limits;
import dev.perdure.engine.step.Effect;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.work.EntityBatchResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Purging entities: whatever there is goes, and nothing of it comes back.
final class EntityPurgeTest {
  private static final Message.PurgeEntity PURGE = new Message.PurgeEntity(COUNTER);

  private final EntityScenario counter = new EntityScenario(COUNTER);

  private Outcome purge() {
    counter.when(PURGE);
    return counter.effects(Effect.Reply.class).get(0).outcome();
  }

  @Test
  void stateLockAndMessagesGoInOneStep() {
    counter.given(signal("make"));
    counter.perform("1");
    counter.given(lock(CALLER), signal("waits"), call("mine", CALLER), lock(caller("other")),
        signal("later", counter.now().plus(Duration.ofDays(1))));

    assertThat(purge()).isInstanceOf(Outcome.Accepted.class);

    assertThat(counter.entity().header()).isNull();
    assertThat(counter.entity().state()).isNull();
  }

  @Test
  void whoeverCalledHearsThatItWillNotBePerformed() {
    counter.given(lock(CALLER), call("mine", CALLER), call("of a client", null));
    counter.sent();

    purge();

    assertThat(counter.sent()).singleElement().isInstanceOfSatisfying(
        Message.CompleteCall.class, answer -> {
          assertThat(answer.caller()).isEqualTo(CALLER);
          assertThat(answer.outcome()).isInstanceOfSatisfying(
              TaskOutcome.Failed.class,
              it -> assertThat(it.failure().errorType()).isEqualTo("dev.perdure.EntityPurged"));
        });
    assertThat(counter.effects(Effect.AnswerCall.class)).singleElement()
        .satisfies(it -> assertThat(it.requestId()).isEqualTo("r-of a client"));
  }

  @Test
  void aBatchInFlightIsWithdrawnAndItsAnswerBringsNothingBack() {
    counter.given(signal("first"));
    Message.CompleteBatch late = new Message.CompleteBatch(
        counter.header().execution(), counter.batch().sequence(), 1,
        new EntityBatchResult(List.of(new TaskOutcome.Succeeded(null)), List.of(), "1", null));

    purge();
    assertThat(counter.effects(Effect.Withdraw.class)).singleElement()
        .satisfies(it -> assertThat(it.token().sequence()).isEqualTo(late.sequence()));
    counter.when(late);
    assertThat(counter.entity().header()).isNull();

    counter.given(signal("second"));
    counter.when(late);
    assertThat(counter.offered()).containsExactly("second");
    assertThat(counter.entity().state()).isNull();
  }

  @Test
  void aTimerOfAnOperationThatIsGoneReleasesNothing() {
    counter.given(signal("later", counter.now().plusSeconds(60)));
    long sequence = counter.header().progress().nextSequence() - 1;

    purge();
    counter.later(Duration.ofHours(1)).when(new Message.ReleaseDelayed(COUNTER, sequence));

    assertThat(counter.entity().header()).isNull();
  }

  @Test
  void aLongQueueTakesSeveralStepsAndTheStateStaysForTheLast() {
    counter.given(signal("make"));
    counter.perform("1");
    for (int i = 0; i < Limits.MAX_OPERATIONS_PER_BATCH + 5; i++) {
      counter.given(signal("op" + i));
    }

    assertThat(purge()).isInstanceOf(Outcome.Accepted.class);
    assertThat(counter.header().progress().queue().size()).isEqualTo(5);
    assertThat(counter.entity().state()).isEqualTo("1");
    assertThat(purge()).isInstanceOf(Outcome.Accepted.class);

    assertThat(counter.entity().header()).isNull();
    assertThat(purge()).isInstanceOf(Outcome.NotFound.class);
  }
}
