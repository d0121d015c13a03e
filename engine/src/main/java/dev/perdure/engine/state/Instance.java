package dev.perdure.engine.state;

import dev.perdure.model.HistoryEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The aggregate: one instance as its rows and the turn in flight make it. The engine only reads
/// it; the runtime alone lets it evolve, by applying the changes of each step. It is not a record,
/// since an instance with 10,000 open tasks must not be copied for each result.
public final class Instance {
  private final String instanceId;
  private final ArrayDeque<Mail> mails = new ArrayDeque<>();
  private final Map<Long, OpenTask> tasks = new LinkedHashMap<>();
  private final Map<Integer, OpenTask.OpenTimer> timers = new HashMap<>();
  private final Map<String, OpenTask.OpenLock> locks = new LinkedHashMap<>(2);
  private final Supplier<List<HistoryEvent>> history;
  private long bytes = Sizes.AGGREGATE;
  private @Nullable Orchestration orchestration;
  private @Nullable TurnInFlight turn;

  /// An instance without rows.
  ///
  /// @param history reads the present execution's committed events; asked only by rewind and
  ///     restart
  public Instance(String instanceId, Supplier<List<HistoryEvent>> history) {
    this.instanceId = instanceId;
    this.history = history;
  }

  /// The id of the instance.
  public String instanceId() {
    return instanceId;
  }

  /// The instance's row, absent if there is no such instance.
  public @Nullable Orchestration orchestration() {
    return orchestration;
  }

  /// The turn that is offered and not answered.
  public @Nullable TurnInFlight turn() {
    return turn;
  }

  /// About how many bytes of memory the instance takes.
  public long bytes() {
    return bytes;
  }

  /// How many mails wait, consumed ones of the turn in flight included.
  public int mailCount() {
    return mails.size();
  }

  /// The first mails that wait, in the order of their numbers.
  public List<Mail> mails(int most) {
    List<Mail> first = new ArrayList<>(Math.min(most, mails.size()));
    for (Mail mail : mails) {
      if (first.size() == most) {
        break;
      }
      first.add(mail);
    }
    return first;
  }

  /// The open task of a sequence number, if it is still open.
  public @Nullable OpenTask task(long sequence) {
    return tasks.get(sequence);
  }

  /// The open timer of an action id, if it is still open.
  public OpenTask.@Nullable OpenTimer timer(int taskId) {
    return timers.get(taskId);
  }

  /// The critical sections that are asked for or not left, by their ids.
  public Map<String, OpenTask.OpenLock> locks() {
    return locks;
  }

  /// All open tasks, in the order in which they were opened.
  public Collection<OpenTask> tasks() {
    return tasks.values();
  }

  /// The committed history of the present execution. Reads the store.
  public List<HistoryEvent> history() {
    return history.get();
  }

  /// Lets the row be this, or none.
  public void put(@Nullable Orchestration orchestration) {
    bytes += customStatus(orchestration) - customStatus(this.orchestration);
    this.orchestration = orchestration;
  }

  private static long customStatus(@Nullable Orchestration orchestration) {
    return orchestration == null ? 0 : Sizes.of(orchestration.customStatus());
  }

  /// Lets a mail arrive, at the place that its number says.
  public void add(Mail mail) {
    bytes += Sizes.of(mail);
    if (mails.isEmpty() || mails.getLast().number() < mail.number()) {
      mails.addLast(mail);
      return;
    }
    List<Mail> ordered = new ArrayList<>(mails);
    ordered.add(mail);
    ordered.sort(Comparator.comparingLong(Mail::number));
    mails.clear();
    mails.addAll(ordered);
  }

  /// Lets large payloads be in the store alone, where they are in any case.
  ///
  /// @param mailsLeft gives a mail without its event, or as it is
  /// @param tasksLeft gives a task without its input, or as it is
  public void leaveInStore(UnaryOperator<Mail> mailsLeft, UnaryOperator<OpenTask> tasksLeft) {
    int count = mails.size();
    for (int i = 0; i < count; i++) {
      Mail mail = mails.removeFirst();
      bytes -= Sizes.of(mail);
      Mail left = mailsLeft.apply(mail);
      bytes += Sizes.of(left);
      mails.addLast(left);
    }
    tasks.replaceAll((unused, task) -> {
      OpenTask left = tasksLeft.apply(task);
      bytes += Sizes.of(left) - Sizes.of(task);
      return left;
    });
  }

  /// Drops the oldest mails.
  public void removeMails(int count) {
    for (int i = 0; i < count; i++) {
      bytes -= Sizes.of(mails.removeFirst());
    }
  }

  /// Opens a task, or replaces it.
  public void open(OpenTask task) {
    OpenTask replaced = tasks.put(task.sequence(), task);
    bytes += Sizes.of(task) - Sizes.of(replaced);
    if (task instanceof OpenTask.OpenTimer timer) {
      timers.put(timer.taskId(), timer);
    } else if (task instanceof OpenTask.OpenLock lock) {
      locks.put(lock.criticalSectionId(), lock);
    }
  }

  /// Closes a task.
  public void close(long sequence) {
    OpenTask task = tasks.remove(sequence);
    bytes -= Sizes.of(task);
    if (task instanceof OpenTask.OpenTimer timer) {
      timers.remove(timer.taskId(), timer);
    } else if (task instanceof OpenTask.OpenLock lock) {
      locks.remove(lock.criticalSectionId(), lock);
    }
  }

  /// Lets the turn in flight be this, or none.
  public void turn(@Nullable TurnInFlight turn) {
    this.turn = turn;
  }
}
