package dev.perdure.engine.orchestration;

import dev.perdure.engine.state.Instance;
import dev.perdure.engine.state.OpenTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The open tasks as a step leaves them: what it opened and closed, laid over the instance. Most
/// steps open and close nothing, so that a draft makes one of these only when it has to.
final class TaskEdits {
  private final Instance before;
  private final Map<Long, OpenTask> opened = new LinkedHashMap<>();
  private final Map<Integer, OpenTask.OpenTimer> openedTimers = new HashMap<>();
  private final Set<Long> closed = new HashSet<>();

  TaskEdits(Instance before) {
    this.before = before;
  }

  void open(OpenTask task) {
    opened.put(task.sequence(), task);
    if (task instanceof OpenTask.OpenTimer timer) {
      openedTimers.put(timer.taskId(), timer);
    }
  }

  void close(OpenTask task) {
    opened.remove(task.sequence());
    closed.add(task.sequence());
  }

  @Nullable
  OpenTask task(long sequence) {
    OpenTask task = opened.get(sequence);
    return task != null || closed.contains(sequence) ? task : before.task(sequence);
  }

  OpenTask.@Nullable OpenTimer timer(int taskId) {
    OpenTask.OpenTimer timer = openedTimers.getOrDefault(taskId, before.timer(taskId));
    return timer == null || closed.contains(timer.sequence()) ? null : timer;
  }

  /// The critical sections that are asked for or not left.
  List<OpenTask.OpenLock> locks() {
    List<OpenTask.OpenLock> locks = new ArrayList<>();
    for (OpenTask.OpenLock lock : before.locks().values()) {
      if (!closed.contains(lock.sequence()) && !opened.containsKey(lock.sequence())) {
        locks.add(lock);
      }
    }
    for (OpenTask task : opened.values()) {
      if (task instanceof OpenTask.OpenLock lock) {
        locks.add(lock);
      }
    }
    return locks;
  }

  /// All of them, in the order in which they were opened.
  List<OpenTask> all() {
    List<OpenTask> all = new ArrayList<>();
    for (OpenTask task : before.tasks()) {
      if (!closed.contains(task.sequence()) && !opened.containsKey(task.sequence())) {
        all.add(task);
      }
    }
    all.addAll(opened.values());
    return all;
  }
}
