package dev.perdure.engine.orchestration;

import dev.perdure.engine.message.Message;
import dev.perdure.engine.state.Mail;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.state.TurnInFlight;
import dev.perdure.engine.step.Effect;
import dev.perdure.model.EventBody;
import dev.perdure.model.ExecutionKey;
import dev.perdure.model.HistoryEvent;
import dev.perdure.model.OrchestrationStatus;
import dev.perdure.model.work.HistoryPosition;
import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Decides when a turn is due and puts the offers of turns and activities together.
public final class Offers {

  /// Seconds to wait before work that was given back is offered again, by how often that has
  /// happened before.
  private static final int[] DELAYS = {0, 1, 2, 5, 10, 20, 30};

  private Offers() {}

  /// Offers a turn if one is due: mail waits, no turn is in flight, and the instance may run. A
  /// suspect asks for its lone try instead, whatever makes the turn due.
  static void offerIfReady(Draft draft) {
    if (!ready(draft)) {
      return;
    }
    Header header = draft.header();
    if (suspect(header)) {
      draft.effect(
          new Effect.OfferAlone(
              header.execution(), header.function().name(), Message.TrySuspect.TURN));
    } else {
      offer(draft, 0);
    }
  }

  /// Whether the turn that is due has met so many unclean ends that it may only run alone.
  static boolean suspect(Header header) {
    return header.attempts() >= Limits.ATTEMPTS_BEFORE_SUSPICION;
  }

  /// Whether a turn is due. A start is waited for as long as its timer is open: when that has
  /// fired, the start was reached, even if the clock has gone back since.
  static boolean ready(Draft draft) {
    if (draft.absent() || draft.turn() != null || draft.mailCount() == 0) {
      return false;
    }
    OrchestrationStatus status = draft.header().status();
    return !status.isTerminal()
        && status != OrchestrationStatus.SUSPENDED
        && draft.timer(OpenTask.OpenTimer.START) == null
        && !Locks.regains(draft);
  }

  static void offer(Draft draft, int abandons) {
    List<Mail> mails = nextMails(draft);
    TurnInFlight turn = new TurnInFlight(
        draft.header().nextSequence(), turnTime(draft, mails), mails.size(), abandons);
    offer(draft, turn, delay(abandons));
  }

  /// As many of the oldest mails as a turn takes: one at least, however large it is.
  private static List<Mail> nextMails(Draft draft) {
    List<Mail> mails = draft.mails(Limits.MAX_EVENTS_PER_TURN);
    long bytes = 0;
    for (int i = 0; i < mails.size(); i++) {
      bytes += mails.get(i).bytes();
      if (bytes > Limits.MAX_BYTES_PER_TURN && i > 0) {
        return mails.subList(0, i);
      }
    }
    return mails;
  }

  /// Offers a turn once more as it was.
  static void offerAgain(Draft draft, TurnInFlight turn, Duration delay) {
    offer(draft, turn, delay);
  }

  private static void offer(Draft draft, TurnInFlight turn, Duration delay) {
    draft.turn(turn);
    draft.effect(new Effect.OfferTurn(item(draft, turn), delay));
  }

  private static WorkItem.Turn item(Draft draft, TurnInFlight turn) {
    Header header = draft.header();
    return new WorkItem.Turn(
        turnToken(draft, turn),
        header.function(),
        new HistoryPosition(draft.incarnation(), header.events()),
        List.copyOf(events(draft, turn)),
        header.span());
  }

  /// The events of a turn in flight, an OrchestratorStarted first. They are those of the oldest
  /// mails: while a turn is in flight none of them leaves, and none comes before them.
  static List<HistoryEvent> events(Draft draft, TurnInFlight turn) {
    List<Mail> mails = draft.mails(turn.mails());
    List<HistoryEvent> events = new ArrayList<>(mails.size() + 1);
    events.add(HistoryEvent.of(turn.time(), new EventBody.OrchestratorStarted()));
    addEvents(mails, events);
    return events;
  }

  /// What was offered under a token, if it is still wanted: nobody has answered it, and it was not
  /// offered anew under another one. So whoever keeps the token need not keep the item.
  public static @Nullable WorkItem offered(Draft draft, WorkToken token) {
    if (draft.absent()) {
      return null;
    }
    TurnInFlight turn = draft.turn();
    if (turn != null && token.equals(turnToken(draft, turn))) {
      return item(draft, turn);
    }
    return draft.task(token.sequence()) instanceof OpenTask.OpenActivity activity
        && token.equals(token(draft, activity))
            ? item(draft, activity)
            : null;
  }

  /// Adds what the mails say. A rewind is no event of the orchestrator: it only makes a turn due.
  static void addEvents(List<Mail> mails, List<HistoryEvent> events) {
    for (Mail mail : mails) {
      if (!mail.is(EventBody.ExecutionRewound.class)) {
        events.add(mail.event());
      }
    }
  }

  static WorkToken turnToken(Draft draft, TurnInFlight turn) {
    Header header = draft.header();
    return new WorkToken(
        header.execution(), turn.sequence(), draft.incarnation(), header.attempts() + 1);
  }

  /// How long to wait before work is offered that was given back so often. The first time is free:
  /// another worker may well take it.
  public static Duration delay(int abandons) {
    return Duration.ofSeconds(DELAYS[Math.clamp(abandons - 1L, 0, DELAYS.length - 1)]);
  }

  /// How long to wait before work is offered that so many workers have left one after the other.
  /// Two may well have lost their connections. If there are more it may be the work that ends them:
  /// it comes back after a while that grows, and at a time of its own, so that what was lost beside
  /// it can be done meanwhile.
  public static Duration delayAfterLoss(int workersLost, ExecutionKey execution, long sequence) {
    Duration least = delay(workersLost - 1);
    int spread = Math.floorMod(Objects.hash(execution, sequence, workersLost), 100);
    return least.plus(least.multipliedBy(spread).dividedBy(100));
  }

  static void offer(Draft draft, OpenTask.OpenActivity activity, Duration delay) {
    draft.effect(new Effect.OfferActivity(item(draft, activity), delay));
  }

  private static WorkItem.Activity item(Draft draft, OpenTask.OpenActivity activity) {
    String version = draft.header().function().version();
    return new WorkItem.Activity(
        token(draft, activity), activity.function(), version == null ? "" : version,
        activity.taskId(), activity.input().text(), activity.tags(), activity.trace());
  }

  static WorkToken token(Draft draft, OpenTask.OpenActivity activity) {
    return new WorkToken(
        new ExecutionKey(draft.instanceId(), activity.executionId()), activity.sequence(),
        draft.incarnation(), activity.attempt());
  }

  /// The orchestrator's clock during the turn: never before the turn before, and past every timer
  /// that fires in it, since SDKs compare the two.
  static Instant turnTime(Draft draft, List<Mail> mails) {
    Instant time = draft.time();
    for (Mail mail : mails) {
      if (mail.is(EventBody.TimerFired.class)
          && mail.event().body() instanceof EventBody.TimerFired fired) {
        time = Draft.later(time, fired.fireAt().plusMillis(1));
      }
    }
    return time;
  }
}
