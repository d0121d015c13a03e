package dev.perdure.engine.entity;

import dev.perdure.engine.state.EntityProgress;
import dev.perdure.engine.state.Mail;
import dev.perdure.engine.state.OperationQueue;
import java.util.ArrayList;
import java.util.List;

/// A queue of an entity in the making: as it was, without what the step removed, and with what it
/// added.
final class LaneDraft {
  private final OperationQueue before;
  private final List<Mail> added = new ArrayList<>(1);
  private long first;
  private long next;
  private int removed;

  LaneDraft(OperationQueue before, EntityProgress.Span numbers) {
    this.before = before;
    this.first = numbers.first();
    this.next = numbers.next();
  }

  EntityProgress.Span numbers() {
    return new EntityProgress.Span(first, next);
  }

  long size() {
    return next - first;
  }

  long nextNumber() {
    return next++;
  }

  void add(Mail operation) {
    added.add(operation);
  }

  /// The first that wait, as many as asked for or fewer, but one at least if there is one.
  List<Mail> first(int most) {
    List<Mail> all = new ArrayList<>();
    if (before.size() > removed) {
      all.addAll(before.first(removed, most));
      if (before.size() - removed > all.size()) {
        return all;
      }
    }
    for (int i = (int) Math.max(0, removed - before.size()); i < added.size(); i++) {
      if (all.size() == most) {
        break;
      }
      all.add(added.get(i));
    }
    return all;
  }

  void remove(int count) {
    removed += count;
    first += count;
  }
}
