package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.state.Mail;
import dev.perdure.engine.state.OpenTask;
import dev.perdure.engine.state.Orchestration;
import dev.perdure.engine.state.Progress;
import dev.perdure.model.OrchestrationStatus;
import java.util.List;

/// What holds after every step, whatever the message.
final class Invariants {
  /// It is asked after every step, also of tests with very many.
  private static final int MOST_MAILS = 100;

  private Invariants() {}

  static void check(Scenario scenario) {
    Orchestration row = scenario.instance().orchestration();
    if (row == null) {
      assertThat(scenario.instance().mailCount()).isZero();
      assertThat(scenario.instance().tasks()).isEmpty();
      assertThat(scenario.instance().turn()).isNull();
      assertThat(scenario.histories()).isZero();
      return;
    }
    Progress progress = row.progress();
    checkMail(scenario.instance().mails(MOST_MAILS), progress);
    assertThat(scenario.history()).as("the history").hasSize(progress.events());
    assertThat(scenario.histories()).as("stored histories").isLessThanOrEqualTo(1);
    if (row.status().isTerminal()) {
      checkEnded(scenario, row);
    } else {
      assertThat(row.times().completed()).isNull();
      checkThatNothingIsStuck(scenario, row);
    }
  }

  private static void checkMail(List<Mail> mails, Progress progress) {
    long first = mails.isEmpty() ? progress.nextMail() : mails.get(0).number();
    assertThat(progress.firstMail()).as("the number of the first mail").isEqualTo(first);
    long last = first - 1;
    for (Mail mail : mails) {
      assertThat(mail.number()).as("the number of a mail behind %d", last).isGreaterThan(last);
      last = mail.number();
    }
    assertThat(progress.nextMail()).as("the number of the next mail").isGreaterThan(last);
  }

  private static void checkEnded(Scenario scenario, Orchestration row) {
    assertThat(row.times().completed()).isNotNull();
    assertThat(scenario.instance().mailCount()).as("mail of an ended instance").isZero();
    assertThat(scenario.instance().turn()).as("turn of an ended instance").isNull();
    assertThat(scenario.instance().tasks())
        .as("what an ended instance waits for")
        .allMatch(task -> task instanceof OpenTask.OpenActivity);
  }

  private static void checkThatNothingIsStuck(Scenario scenario, Orchestration row) {
    boolean due = scenario.instance().mailCount() > 0
        && row.status() != OrchestrationStatus.SUSPENDED
        && scenario.instance().timer(OpenTask.OpenTimer.START) == null
        && !scenario.suspect()
        && scenario.instance().locks().values().stream()
            .noneMatch(lock -> lock.phase() == OpenTask.OpenLock.Phase.REGAINED);
    assertThat(due && scenario.instance().turn() == null)
        .as("mail waits and no turn is offered").isFalse();
  }
}
