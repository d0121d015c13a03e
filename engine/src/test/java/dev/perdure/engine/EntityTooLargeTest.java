package dev.perdure.engine;

import static dev.perdure.engine.EntityActs.CALLER;
import static dev.perdure.engine.EntityActs.COUNTER;
import static dev.perdure.engine.EntityActs.call;
import static dev.perdure.engine.EntityActs.signal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.step.Effect;
import dev.perdure.engine.step.EntityStep;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.TaskOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Batches whose outcome is too large to be kept: the guilty operation is found and fails, and the
/// others go on.
final class EntityTooLargeTest {
  private static final FailureDetails TOO_LARGE = FailureDetails
      .nonRetriable("TooLarge", "too large");

  private final EntityScenario counter = new EntityScenario(COUNTER);

  private EntityStep refuse() {
    return counter.when(
        new Message.RefuseBatch(
            counter.header().execution(), counter.batch().sequence(), 1, TOO_LARGE));
  }

  @Test
  void aLoneOperationFailsAndTheStateStays() {
    counter.given(signal("make"));
    counter.perform("7");
    counter.given(call("grow", CALLER), signal("after"));

    refuse();

    assertThat(counter.sent()).containsExactly(
        new Message.CompleteCall(CALLER, "r-grow", new TaskOutcome.Failed(TOO_LARGE)));
    assertThat(counter.entity().state()).isEqualTo("7");
    assertThat(counter.offered()).containsExactly("after");
  }

  @Test
  void aLoneSignalIsReported() {
    counter.given(signal("grow"));

    refuse();

    assertThat(counter.effects(Effect.ReportDropped.class)).containsExactly(
        new Effect.ReportDropped(COUNTER, "the signal 'grow'", "too large"));
    assertThat(counter.entity().header()).isNull();
  }

  /// The worker's answer is refused whenever the guilty one is among those performed.
  @Test
  void theGuiltyOneIsFoundByHalvesAndEveryOtherIsPerformedOnceInOrder() {
    counter.given(signal("first"));
    for (int i = 0; i < 1_000; i++) {
      counter.when(i == 613 ? call("grow", CALLER) : signal("s" + i));
    }
    counter.perform("0");
    List<String> performed = new ArrayList<>();
    int offers = 0;
    while (counter.entity().batch() != null) {
      offers++;
      List<String> offered = counter.offered();
      if (offered.contains("grow")) {
        refuse();
      } else {
        performed.addAll(offered);
        counter.perform("1");
      }
    }

    assertThat(performed).hasSize(999).doesNotContain("grow").isSubsetOf(
        java.util.stream.IntStream.range(0, 1_000).mapToObj(i -> "s" + i).toList());
    assertThat(performed.indexOf("s612") + 1).isEqualTo(performed.indexOf("s614"));
    assertThat(counter.sent()).containsExactly(
        new Message.CompleteCall(CALLER, "r-grow", new TaskOutcome.Failed(TOO_LARGE)));
    assertThat(offers).isLessThan(40);
  }

  @Test
  void whenAllAreTooLargeEachIsTriedOnceAfterTheFirstIsFound() {
    counter.given(signal("first"));
    for (int i = 0; i < 256; i++) {
      counter.when(signal("grow" + i));
    }
    counter.perform("0");
    int offers = 0;
    while (counter.entity().batch() != null) {
      offers++;
      refuse();
    }

    assertThat(offers).isEqualTo(256 + 8);
    assertThat(counter.entity().state()).isEqualTo("0");
  }

  @Test
  void batchesGrowAgainAfterwards() {
    counter.given(signal("grow"));
    refuse();
    for (int i = 0; i < 100; i++) {
      counter.when(signal("s" + i));
    }
    List<Integer> sizes = new ArrayList<>();
    while (counter.entity().batch() != null) {
      sizes.add(counter.offered().size());
      counter.perform("1");
    }

    assertThat(sizes).containsExactly(1, 2, 4, 8, 16, 32, 37);
  }

  @Test
  void aRefusalOfAnotherBatchIsIgnored() {
    counter.given(signal("a"));

    EntityStep step = counter.when(
        new Message.RefuseBatch(counter.header().execution(), 1, 1, TOO_LARGE));

    assertThat(step).isEqualTo(new EntityStep(List.of(), List.of()));
  }
}
