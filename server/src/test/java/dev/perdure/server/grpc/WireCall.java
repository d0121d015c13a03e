package dev.perdure.server.grpc;

import dev.perdure.runtime.env.Env;
import dev.perdure.testing.simulation.chance.Choices;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A stream in the simulation. Messages arrive late and in order; now and then the other side reads
/// nothing for a while, and breaks are noticed late.
final class WireCall extends BareCall {
  private static final int STALL_SECONDS = 100;
  private static final int NOTICED_MILLIS = 20_000;

  private final Env env;
  private final Choices choices;
  private final BooleanSupplier calm;
  private final WireMistake mistake;
  private final int window;
  private final int slowMillis;
  private final Runnable end;
  private final Queue<byte[]> onTheWay = new ArrayDeque<>();
  private Consumer<byte[]> sent = _ -> {};
  private Consumer<byte[]> message = _ -> {};
  private boolean stalled;
  private boolean over;

  /// @param end hears on the other side that the stream has ended
  WireCall(
      Env env, Choices choices, BooleanSupplier calm, WireMistake mistake, Runnable end) {
    this.mistake = mistake;
    this.env = env;
    this.choices = choices;
    this.calm = calm;
    this.window = choices.pick(1, 2, 1000);
    this.slowMillis = choices.pick(1, 1, 1_000, 5_000);
    this.end = end;
  }

  /// Says who hears what is sent, long before it arrives.
  void onSent(Consumer<byte[]> listener) {
    sent = listener;
  }

  /// Says who takes a message on the other side.
  void onMessage(Consumer<byte[]> taker) {
    message = taker;
  }

  /// The other side goes.
  void leave() {
    over = true;
    if (mistake == WireMistake.BREAKS_UNNOTICED) {
      return;
    }
    env.schedule(
        Duration.ofMillis(calm.getAsBoolean() ? 0 : choices.below(NOTICED_MILLIS)),
        this::cancel);
  }

  @Override
  public boolean isReady() {
    return !stalled && onTheWay.size() < window;
  }

  @Override
  public void onNext(byte[] bytes) {
    if (mistake == WireMistake.LOSES_MESSAGES && onTheWay.size() + 1 >= window) {
      return;
    }
    sent.accept(bytes);
    onTheWay.add(bytes);
    if (!stalled && !calm.getAsBoolean() && choices.oneIn(100)) {
      stalled = true;
      env.schedule(Duration.ofSeconds(choices.below(STALL_SECONDS)), this::goOn);
    }
    if (calm.getAsBoolean() || slowMillis == 1) {
      env.execute(this::deliver);
    } else {
      env.schedule(Duration.ofMillis(choices.below(slowMillis)), this::deliver);
    }
  }

  @Override
  public void onError(Throwable failure) {
    if (!over) {
      over = true;
      env.execute(end);
    }
  }

  private void goOn() {
    stalled = false;
    while (!onTheWay.isEmpty() && !stalled) {
      deliver();
    }
    readyAgain();
  }

  private void deliver() {
    byte[] next = stalled ? null : onTheWay.poll();
    if (next != null && !over) {
      message.accept(next);
      readyAgain();
    }
  }
}
