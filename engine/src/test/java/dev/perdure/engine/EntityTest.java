package dev.perdure.engine;

import static dev.perdure.engine.EntityActs.CALLER;
import static dev.perdure.engine.EntityActs.COUNTER;
import static dev.perdure.engine.EntityActs.call;
import static dev.perdure.engine.EntityActs.signal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.BatchInFlight;
import dev.perdure.engine.step.Effect;
import dev.perdure.engine.step.EntityStep;
import dev.perdure.model.EventBody;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.request.Outcome;
import dev.perdure.model.work.EntityAction;
import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.model.work.WorkItem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Operations of entities: order, batches, answers, and the life of an entity.
final class EntityTest {
  private static final EntityStep NOTHING = new EntityStep(List.of(), List.of());
  private static final TaskOutcome DONE = new TaskOutcome.Succeeded("1");

  private final EntityScenario counter = new EntityScenario(COUNTER);

  @Test
  void theFirstSignalMakesTheEntityAndIsOffered() {
    counter.when(signal("add"));

    WorkItem.EntityBatch batch = counter.effects(Effect.OfferBatch.class).get(0).batch();
    assertThat(batch.function()).isEqualTo(new FunctionRef("counter", null));
    assertThat(batch.state()).isNull();
    assertThat(batch.operations()).hasSize(1);
    assertThat(counter.effects(Effect.Reply.class).get(0).outcome())
        .isEqualTo(new Outcome.Accepted(counter.header().execution()));
  }

  @Test
  void whatArrivesMeanwhileIsTheNextBatchInOrder() {
    counter.given(signal("a"), signal("b"), call("c", CALLER), signal("d"));
    assertThat(counter.offered()).containsExactly("a");

    counter.perform("1");

    assertThat(counter.offered()).containsExactly("b", "c", "d");
    assertThat(counter.effects(Effect.OfferBatch.class).get(0).batch().state()).isEqualTo("1");
  }

  @Test
  void aBatchHoldsAThousandOperationsAndTheNextTheRest() {
    counter.when(signal("first"));
    for (int i = 0; i < 5_500; i++) {
      counter.when(signal("add" + i));
    }

    counter.perform("0");
    for (int i = 0; i < 5; i++) {
      assertThat(counter.offered()).hasSize(1_000).startsWith("add" + i * 1_000);
      counter.perform("" + i);
    }

    assertThat(counter.offered()).hasSize(500).endsWith("add5499");
    counter.perform("done");
    assertThat(counter.entity().batch()).isNull();
    assertThat(counter.entity().state()).isEqualTo("done");
  }

  @Test
  void aCallIsAnsweredAndASignalIsNot() {
    counter.given(signal("x"), signal("add"), call("get", CALLER), call("mine", null));
    counter.perform("7");

    counter.perform("7");

    assertThat(counter.sent()).containsExactly(
        new Message.CompleteCall(CALLER, "r-get", new TaskOutcome.Succeeded("get")));
    assertThat(counter.effects(Effect.AnswerCall.class)).containsExactly(
        new Effect.AnswerCall(COUNTER, "r-mine", new TaskOutcome.Succeeded("mine")));
  }

  @Test
  void operationsWithoutAResultComeAgain() {
    counter.given(signal("x"), signal("a"), signal("b"), signal("c"));
    counter.perform(null);

    counter.answer(new EntityBatchResult(List.of(DONE), List.of(), "1", null));

    assertThat(counter.offered()).containsExactly("b", "c");
  }

  @Test
  void anAnswerWithoutResultsIsLikeNone() {
    counter.given(signal("a"));

    counter.answer(new EntityBatchResult(List.of(), List.of(), "1", null));

    assertThat(counter.offered()).containsExactly("a");
    assertThat(counter.effects(Effect.OfferBatch.class).get(0).delay()).isZero();
    counter.answer(new EntityBatchResult(List.of(), List.of(), "1", null));
    assertThat(counter.effects(Effect.OfferBatch.class).get(0).delay())
        .isEqualTo(Duration.ofSeconds(1));
    assertThat(counter.entity().state()).isNull();
  }

  @Test
  void aBatchThatFailsAsAWholeFailsItsCallsAndReportsItsSignals() {
    counter.given(signal("x"), call("get", CALLER), signal("add"));
    counter.perform("1");
    FailureDetails failure = FailureDetails.of("Broken", "no such entity");

    counter.answer(EntityBatchResult.failed(failure));

    assertThat(counter.sent()).containsExactly(
        new Message.CompleteCall(CALLER, "r-get", new TaskOutcome.Failed(failure)));
    assertThat(counter.effects(Effect.ReportDropped.class)).hasSize(1);
    assertThat(counter.entity().state()).isEqualTo("1");
    assertThat(counter.entity().batch()).isNull();
  }

  @Test
  void anotherBatchesAnswerIsIgnored() {
    counter.given(signal("a"));
    long sequence = counter.batch().sequence();
    EntityBatchResult result = new EntityBatchResult(List.of(DONE), List.of(), "1", null);

    assertThat(counter.when(new Message.CompleteBatch(
        counter.header().execution(), sequence + 1, 1, result))).isEqualTo(NOTHING);
    assertThat(counter.when(new Message.CompleteBatch(
        counter.header().execution(), sequence, 2, result))).isEqualTo(NOTHING);
    assertThat(counter.when(new Message.CompleteBatch(
        CALLER.execution(), sequence, 1, result))).isEqualTo(NOTHING);
    counter.perform("1");
    assertThat(counter.when(new Message.CompleteBatch(
        counter.header().execution(), sequence, 1, result))).isEqualTo(NOTHING);
  }

  @Test
  void anEntityWithoutStateVanishes() {
    counter.given(signal("add"));
    counter.perform("1");
    assertThat(counter.header().exists()).isTrue();

    counter.when(signal("delete"));
    counter.perform(null);

    assertThat(counter.entity().header()).isNull();
  }

  @Test
  void anEntityThatComesAgainDoesNotMeetAnswersToItsFormerLife() {
    counter.given(signal("add"));
    var execution = counter.header().execution();
    long sequence = counter.batch().sequence();
    counter.perform(null);

    counter.when(signal("add"));

    assertThat(counter.header().execution()).isNotEqualTo(execution);
    assertThat(counter.batch().sequence()).isGreaterThan(sequence);
  }

  @Test
  void anEmptyTextIsAState() {
    counter.given(signal("add"));

    counter.perform("");

    assertThat(counter.header().exists()).isTrue();
  }

  @Test
  void aStateThatStaysAsItWasIsNotStoredAgain() {
    counter.given(signal("add"));
    counter.perform("1");
    counter.when(signal("get"));

    EntityStep step = counter.perform("1");

    assertThat(step.changes())
        .noneMatch(change -> change instanceof dev.perdure.engine.step.EntityChange.StateStored);
  }

  @Test
  void anOperationWaitsForItsTime() {
    counter.given(signal("later", counter.now().plusSeconds(10)), signal("now"));
    assertThat(counter.offered()).containsExactly("now");
    counter.perform(null);
    assertThat(counter.entity().header()).isNotNull();

    counter.releaseDelayed();

    assertThat(counter.offered()).containsExactly("later");
  }

  @Test
  void anOperationIsNeverReleasedBeforeItsTime() {
    counter.given(signal("later", counter.now().plusSeconds(10)));

    assertThatIllegalStateException().isThrownBy(
        () -> counter.when(
            new Message.ReleaseDelayed(
                COUNTER, counter.header().progress().nextSequence() - 1)))
        .withMessageContaining("is due at".replace("is due", "be due"));
    assertThat(counter.when(new Message.ReleaseDelayed(COUNTER, 1))).isEqualTo(NOTHING);
  }

  @Test
  void aTimeThatHasPassedMeansNow() {
    counter.when(signal("add", counter.now().minusSeconds(1)));

    assertThat(counter.offered()).containsExactly("add");
  }

  @Test
  void operationsSignalOthersAndStartOrchestrations() {
    counter.given(signal("add"));

    counter.perform("1",
        new EntityAction.SendSignal("@log@", "write", "2", null),
        new EntityAction.StartOrchestration("order-9", Acts.ORDER, "3", null),
        new EntityAction.StartOrchestration("", Acts.ORDER, "4", null));

    List<Message.Sendable> sent = counter.sent();
    assertThat(sent.get(0)).isInstanceOfSatisfying(Message.SignalEntity.class, signal -> {
      assertThat(signal.instanceId()).isEqualTo("@log@");
      assertThat(signal.signal().operation()).isEqualTo("write");
    });
    assertThat(sent.get(1)).isInstanceOfSatisfying(Message.StartOrchestration.class, start -> {
      assertThat(start.instanceId()).isEqualTo("order-9");
      assertThat(start.input()).isEqualTo("3");
    });
    assertThat(sent.get(2)).isInstanceOfSatisfying(Message.StartOrchestration.class,
        start -> assertThat(start.instanceId()).hasSize(32));
  }

  @Test
  void whatNobodyCouldBeAskedIsReported() {
    counter.given(signal("add"));

    counter.perform("1",
        new EntityAction.SendSignal("nobody", "write", null, null),
        new EntityAction.StartOrchestration("@x@y", Acts.ORDER, null, null));

    assertThat(counter.sent()).isEmpty();
    assertThat(counter.effects(Effect.ReportDropped.class)).hasSize(2);
  }

  @Test
  void aBatchThatIsGivenBackIsOfferedAgainLaterEachTime() {
    counter.given(signal("a"), signal("b"));

    counter.abandon();

    assertThat(counter.offered()).containsExactly("a", "b");
    assertThat(counter.effects(Effect.OfferBatch.class).get(0).delay()).isZero();
    counter.abandon();
    assertThat(counter.effects(Effect.OfferBatch.class).get(0).delay())
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aBatchWhoseWorkerHasLeftIsOfferedAsItWasAndMayStillBeAnswered() {
    counter.given(signal("a"));
    BatchInFlight before = counter.batch();
    counter.given(signal("b"));

    counter.workerLeaves();

    assertThat(counter.offered()).containsExactly("a");
    assertThat(counter.effects(Effect.OfferBatch.class).get(0).delay()).isZero();
    assertThat(counter.batch()).isEqualTo(before);
    counter.perform("1");
    assertThat(counter.offered()).containsExactly("b");
  }

  @Test
  void aNewOwnerOffersWhatWasDueUnderAnotherNumber() {
    counter.given(signal("a"), signal("b"));
    long before = counter.batch().sequence();

    counter.reopen(true);

    assertThat(counter.offered()).containsExactly("a", "b");
    assertThat(counter.batch().sequence()).isNotEqualTo(before);
    assertThat(counter.effects(Effect.OfferBatch.class).get(0).batch().token().attempt())
        .isEqualTo(2);
    counter.perform("1");
    assertThat(counter.header().progress().attempts()).isZero();
  }

  @Test
  void aCleanEndIsNoAttempt() {
    counter.given(signal("a"));

    counter.reopen(false);

    assertThat(counter.header().progress().attempts()).isZero();
  }

  @Test
  void theGuiltyOperationIsFoundAndTheOthersArePerformed() {
    counter.given(signal("x"), signal("good"), call("guilty", CALLER), signal("after"));
    counter.perform("0");
    for (int i = 0; i < 3; i++) {
      counter.reopen(true);
    }
    assertThat(counter.effects(Effect.OfferAlone.class)).hasSize(1);

    counter.trySuspect();
    assertThat(counter.offered()).containsExactly("good");
    counter.perform("1");
    for (int i = 0; i < 2; i++) {
      counter.trySuspect();
      assertThat(counter.offered()).containsExactly("guilty");
      counter.reopen(true);
    }
    counter.trySuspect();

    assertThat(counter.sent()).hasSize(1).first().isInstanceOfSatisfying(
        Message.CompleteCall.class,
        answer -> assertThat(answer.outcome()).isInstanceOf(TaskOutcome.Failed.class));
    counter.trySuspect();
    assertThat(counter.offered()).containsExactly("after");
    counter.perform("2");
    assertThat(counter.header().progress().attempts()).isZero();
  }

  @Test
  void aQueueBeyondMemoryKeepsItsOrderThroughARestart() {
    counter.when(signal("first"));
    for (int i = 0; i < 10_000; i++) {
      counter.when(signal("add" + i));
    }
    counter.reopen(false);
    counter.perform("0");

    for (int done = 999; done < 10_000; done += 1_000) {
      assertThat(counter.offered()).startsWith("add" + done);
      counter.perform("0");
    }

    assertThat(counter.entity().batch()).isNull();
  }

  @Test
  void largeOperationsShareSmallBatches() {
    String large = "x".repeat(3 << 20);
    for (int i = 0; i < 8; i++) {
      counter.when(
          new Message.SignalEntity(
              COUNTER,
              new EventBody.EntityOperationSignaled("r", "op" + i, null, large, null)));
    }
    int batches = 0;

    while (counter.entity().batch() != null) {
      assertThat(counter.offered().size()).isBetween(1, 2);
      counter.perform("0");
      batches++;
    }

    assertThat(batches).isBetween(4, 8);
  }
}
