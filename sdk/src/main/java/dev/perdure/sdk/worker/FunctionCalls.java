package dev.perdure.sdk.worker;

import java.util.concurrent.CountDownLatch;

/// The calls of a function that no worker runs, such as one that HTTP requests start. They run on
/// the threads of their callers. While they compute, everything else goes on, as it does while
/// activities compute; [Carriers] says how.
public final class FunctionCalls {
  private final Carriers carriers;
  private final Turnstile turnstile;

  /// Calls that share the carriers of this process.
  public FunctionCalls() {
    this(Carriers.OF_PROCESS, new Turnstile(Carriers.PLACES));
  }

  FunctionCalls(Carriers carriers, Turnstile turnstile) {
    this.carriers = carriers;
    this.turnstile = turnstile;
  }

  /// A call.
  @FunctionalInterface
  public interface Call<T> {

    /// Runs the function.
    T run() throws Exception;
  }

  /// Runs a call on the calling thread. If that is a virtual one, it may have to wait until others
  /// have ended that compute.
  ///
  /// @throws InterruptedException if the thread is interrupted while it waits
  /// @throws Exception what the call throws
  public <T> T run(Call<T> call) throws Exception {
    if (!Thread.currentThread().isVirtual()) {
      return call.run(); // It has a thread of the operating system in any case.
    }
    carriers.start();
    enter();
    carriers.began(turnstile);
    try {
      return call.run();
    } finally {
      carriers.ended();
    }
  }

  private void enter() throws InterruptedException {
    Entry entry = new Entry();
    carriers.admit(turnstile, entry);
    entry.await();
  }

  /// The way of one call through the turnstile.
  private final class Entry implements Runnable {
    private final CountDownLatch open = new CountDownLatch(1);
    private boolean isIn;
    private boolean isGone;

    @Override
    public void run() {
      if (enters()) {
        open.countDown();
      } else {
        turnstile.leave();
      }
    }

    private synchronized boolean enters() {
      isIn = !isGone;
      return isIn;
    }

    void await() throws InterruptedException {
      try {
        open.await();
      } catch (InterruptedException e) {
        if (goes()) {
          turnstile.leave();
        }
        throw e;
      }
    }

    /// @return whether it was in already
    private synchronized boolean goes() {
      isGone = true;
      return isIn;
    }
  }
}
