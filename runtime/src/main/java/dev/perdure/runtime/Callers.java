package dev.perdure.runtime;

import dev.perdure.model.request.OperationAnswer;
import dev.perdure.model.request.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// The clients that wait for the answer of an entity. They are memory alone; an answer for which
/// nobody waits any more is dropped, or was stored if its request has a name.
final class Callers {

  /// What a client waits for.
  private record Call(String entityId, String requestId) {}

  private final Map<Call, List<Waiter>> waiting = new ConcurrentHashMap<>();

  /// Waits for the answer to a request. Cancelling the future ends the wait.
  CompletableFuture<OperationAnswer> await(String entityId, String requestId) {
    Call call = new Call(entityId, requestId);
    Waiter waiter = new Waiter();
    waiting.compute(call, (unused, others) -> {
      List<Waiter> all = others == null ? new ArrayList<>(1) : new ArrayList<>(others);
      all.add(waiter);
      return all;
    });
    CompletableFuture<?> unusedStage = waiter.answer.whenComplete(
        (unused, failure) -> remove(call, waiter));
    return waiter.answer;
  }

  /// Gives the answer to all who wait for it.
  void answer(String entityId, String requestId, OperationAnswer answer) {
    complete(waiting.getOrDefault(new Call(entityId, requestId), List.of()), answer);
  }

  /// Tells those who wait for some entities that there will be no answer.
  void refuse(Predicate<String> entityIds, String reason) {
    OperationAnswer refusal = new OperationAnswer.Refused(new Outcome.Unavailable(reason));
    waiting.forEach((call, waiters) -> {
      if (entityIds.test(call.entityId())) {
        complete(waiters, refusal);
      }
    });
  }

  private static void complete(List<Waiter> waiters, OperationAnswer answer) {
    waiters.forEach(waiter -> waiter.answer.complete(answer));
  }

  private void remove(Call call, Waiter waiter) {
    waiting.computeIfPresent(call, (unused, all) -> {
      List<Waiter> others = new ArrayList<>(all);
      others.remove(waiter);
      return others.isEmpty() ? null : others;
    });
  }

  /// A client that waits. It is compared by identity.
  private static final class Waiter {
    private final CompletableFuture<OperationAnswer> answer = new CompletableFuture<>();
  }
}
