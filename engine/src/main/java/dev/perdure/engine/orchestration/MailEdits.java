package dev.perdure.engine.orchestration;

import dev.perdure.engine.state.Instance;
import dev.perdure.engine.state.Mail;
import dev.perdure.model.EventBody;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The mail as a step leaves it: what it added and dropped, laid over the instance.
final class MailEdits {
  private final Instance before;
  private List<Mail> added = List.of();
  private int removed;

  MailEdits(Instance before) {
    this.before = before;
  }

  void add(Mail mail) {
    if (added.isEmpty()) {
      added = new ArrayList<>();
    }
    added.add(mail);
  }

  /// Drops the oldest; those that this very step added may be among them.
  void remove(int count) {
    removed += count;
  }

  int count() {
    return before.mailCount() - removed + added.size();
  }

  /// The first mails that wait, in their order.
  List<Mail> first(int most) {
    int kept = before.mailCount() - removed;
    List<Mail> mails = new ArrayList<>();
    if (kept > 0) {
      List<Mail> old = before.mails((int) Math.min((long) removed + most, Integer.MAX_VALUE));
      mails.addAll(old.subList(removed, old.size()));
    }
    mails.addAll(added.subList(Math.max(0, -kept), added.size()));
    mails.sort(Comparator.comparingLong(Mail::number));
    return mails.size() > most ? mails.subList(0, most) : mails;
  }

  /// The place that the present suspension keeps free for its resumption, which goes before all
  /// that was held meanwhile.
  ///
  /// @param next the number of the next mail, which it gets if no place was kept
  long resumption(long next) {
    List<Mail> mails = first(Integer.MAX_VALUE);
    long behind = next;
    for (Mail mail : mails.reversed()) {
      if (mail.is(EventBody.ExecutionSuspended.class)) {
        return mail.number() + 1 < behind ? mail.number() + 1 : next;
      }
      behind = mail.number();
    }
    return next;
  }
}
