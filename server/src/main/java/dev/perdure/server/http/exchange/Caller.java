package dev.perdure.server.http.exchange;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Who sent a request, at the other end of its connection.
public interface Caller {

  /// The address that the request came from.
  String address();

  /// Completes when the caller has closed its end of the connection: nobody waits for the answer
  /// any more. It is asked for only where an answer takes long, since watching costs a thread.
  CompletableFuture<@Nullable Void> gone();

  /// Remembers what is to be done when the answer to the request under way has been sent, or given
  /// up. Only the request's own thread may say so.
  void whenSent(Runnable task);

  /// A caller that never goes.
  static Caller at(String address) {
    return new Caller() {
      @Override
      public String address() {
        return address;
      }

      @Override
      public CompletableFuture<@Nullable Void> gone() {
        return new CompletableFuture<>();
      }

      @Override
      public void whenSent(Runnable task) {
        task.run(); // It gets no answer.
      }
    };
  }
}
