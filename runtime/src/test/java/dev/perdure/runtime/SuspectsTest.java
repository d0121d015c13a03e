package dev.perdure.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.message.Message;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.model.work.WorkerOffer;
import dev.perdure.runtime.work.Dispatcher;
import dev.perdure.runtime.work.Offering;
import dev.perdure.runtime.work.WorkKind;
import dev.perdure.runtime.work.WorkTaker;
import dev.perdure.runtime.work.WorkerSubscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SuspectsTest {
  private final Dispatcher dispatcher = Offering.roomy();
  private final List<String> tried = new ArrayList<>();
  private final Suspects suspects = new Suspects(dispatcher, this::tried);

  @BeforeEach
  void listen() {
    dispatcher.onOffersChanged(suspects::offersChanged);
  }

  @Test
  void activitiesOfThisProcessRunOneAtATime() {
    worker("A", true);
    suspect("one", "A");
    suspect("two", "A");
    assertThat(tried).containsExactly("one alone");

    answered("one");

    assertThat(tried).containsExactly("one alone", "two alone");
  }

  @Test
  void activitiesOfWorkersElsewhereWaitForNobody() {
    worker("Here", true);
    worker("A", false);
    suspect("here", "Here");
    suspect("one", "A");
    suspect("two", "A");

    assertThat(tried).containsExactly("here alone", "one", "two");
  }

  @Test
  void anActivityThatThisProcessOffersTooRunsAlone() {
    worker("A", false);
    worker("A", true);
    suspect("one", "A");
    suspect("two", "A");

    assertThat(tried).containsExactly("one alone");
  }

  @Test
  void turnsRunOneAtATimeWhereverTheirWorkersAre() {
    worker("A", false);
    suspects.add(execution("one"), "A", Message.TrySuspect.TURN);
    suspects.add(execution("two"), "A", Message.TrySuspect.TURN);

    assertThat(tried).containsExactly("one alone");
  }

  @Test
  void suspectsWaitUntilAWorkerOffersThem() {
    suspect("one", "A");
    suspect("two", "A");
    suspect("three", "B");
    assertThat(tried).isEmpty();

    worker("A", false);
    assertThat(tried).containsExactly("one", "two");

    worker("B", true);
    assertThat(tried).containsExactly("one", "two", "three alone");
  }

  @Test
  void whatIsLeftToWorkersElsewhereHoldsUpNobodyBehindIt() {
    WorkerSubscription here = worker("A", true);
    worker("A", false);
    worker("B", true);
    suspect("first", "A");
    suspect("second", "A");
    suspect("third", "B");
    dispatcher.drain(here);
    dispatcher.unsubscribe(here, unused -> {});

    answered("first");

    assertThat(tried).containsExactly("first alone", "second", "third alone");
  }

  private WorkerSubscription worker(String activity, boolean local) {
    WorkTaker nothing = new WorkTaker() {
      @Override
      public void accept(WorkItem item) {}

      @Override
      public void forget(ExecutionKey execution) {}
    };
    return dispatcher.subscribe(
        new WorkerOffer(Set.of(activity), Set.of(activity), Set.of(), 10, 10, 10), nothing, local);
  }

  private void suspect(String instanceId, String function) {
    suspects.add(execution(instanceId), function, 1);
  }

  private void answered(String instanceId) {
    suspects.answered(new WorkToken(execution(instanceId), 1, 1, 5), WorkKind.ACTIVITY);
  }

  private void tried(Message message) {
    Message.TrySuspect suspect = (Message.TrySuspect) message;
    tried.add(suspect.instanceId() + (suspect.alone() ? " alone" : ""));
  }

  private static ExecutionKey execution(String instanceId) {
    return new ExecutionKey(instanceId, "0123456789abcdef0123456789abcdef");
  }
}
