package dev.perdure.runtime.read;

import dev.perdure.model.InstanceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/// The clients that wait for an instance. They are memory alone: a client whose hub has gone asks
/// again. A waiter registers before it looks, and every durable change looks again, so that nothing
/// is missed between the two.
public final class Waiters {

  /// A client that waits.
  ///
  /// @param glance reads the little that tells whether the wait is over
  /// @param enough whether what was glanced at ends the wait
  /// @param read reads the instance as the client wants it
  private record Waiter(
      Function<String, Optional<InstanceState>> glance,
      Predicate<InstanceState> enough,
      Function<String, Optional<InstanceState>> read,
      CompletableFuture<Optional<InstanceState>> answer) {}

  private final Map<String, List<Waiter>> waiting = new ConcurrentHashMap<>();

  /// Waits until the instance is as wanted, or gone. Cancelling the future ends the wait.
  public CompletableFuture<Optional<InstanceState>> await(
      String instanceId,
      Function<String, Optional<InstanceState>> glance,
      Predicate<InstanceState> enough,
      Function<String, Optional<InstanceState>> read) {
    Waiter waiter = new Waiter(glance, enough, read, new CompletableFuture<>());
    waiting.compute(
        instanceId,
        (unused, others) -> {
          List<Waiter> all = others == null ? new ArrayList<>(1) : new ArrayList<>(others);
          all.add(waiter);
          return all;
        });
    CompletableFuture<?> unusedStage = waiter.answer()
        .whenComplete((state, failure) -> remove(instanceId, waiter));
    look(instanceId, waiter);
    return waiter.answer();
  }

  /// Whether anybody waits for the instance.
  public boolean awaited(String instanceId) {
    return waiting.containsKey(instanceId);
  }

  /// How many clients wait.
  public int size() {
    return waiting.values().stream().mapToInt(List::size).sum();
  }

  /// The instance has changed, durably.
  public void changed(String instanceId) {
    for (Waiter waiter : waiting.getOrDefault(instanceId, List.of())) {
      look(instanceId, waiter);
    }
  }

  /// Some instances may have changed, durably.
  public void lookAgain(Predicate<String> instanceIds) {
    waiting.keySet().stream().filter(instanceIds).forEach(this::changed);
  }

  /// Ends all waits, since the hub stops.
  public void failAll(RuntimeException cause) {
    for (List<Waiter> waiters : waiting.values()) {
      waiters.forEach(waiter -> waiter.answer().completeExceptionally(cause));
    }
  }

  private void look(String instanceId, Waiter waiter) {
    try {
      Optional<InstanceState> state = waiter.glance().apply(instanceId);
      if (state.isEmpty() || waiter.enough().test(state.get())) {
        waiter.answer().complete(waiter.read().apply(instanceId));
      }
    } catch (RuntimeException e) {
      waiter.answer().completeExceptionally(e);
    }
  }

  private void remove(String instanceId, Waiter waiter) {
    waiting.computeIfPresent(
        instanceId,
        (unused, all) -> {
          List<Waiter> others = new ArrayList<>(all);
          others.remove(waiter);
          return others.isEmpty() ? null : others;
        });
  }
}
