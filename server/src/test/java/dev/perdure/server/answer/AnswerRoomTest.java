package dev.perdure.server.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class AnswerRoomTest {
  private static final Duration AT_ONCE = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofMinutes(5);

  @Test
  void asManyAnswersAreMadeAsThereAreTurns() {
    AnswerRoom room = new AnswerRoom(2, 1 << 20, AT_ONCE);
    AnswerRoom.Turn first = room.turn();
    AnswerRoom.Turn second = room.turn();

    assertThatThrownBy(room::turn).isInstanceOf(AnswerRoom.Full.class);
    first.close();
    room.turn().close();

    second.close();
  }

  @Test
  void whatIsKeptHasALimitAndIsGivenBackOnce() {
    AnswerRoom room = new AnswerRoom(2, 1 << 20, AT_ONCE);
    try (AnswerRoom.Turn turn = room.turn()) {
      Runnable taken = turn.keep(800 << 10);
      assertThatThrownBy(() -> turn.keep(300 << 10)).isInstanceOf(AnswerRoom.Full.class);
      Runnable small = turn.keep(AnswerRoom.SMALL);
      small.run();
      taken.run();
      taken.run();

      Runnable other = turn.keep(1 << 20);
      assertThatThrownBy(() -> turn.keep(300 << 10)).isInstanceOf(AnswerRoom.Full.class);
      other.run();
    }
  }

  @Test
  void whatIsLargerThanAllRoomIsKeptAlone() {
    AnswerRoom room = new AnswerRoom(2, 1 << 20, AT_ONCE);
    try (AnswerRoom.Turn turn = room.turn()) {
      Runnable large = turn.keep(100L << 30);
      assertThatThrownBy(() -> turn.keep(20 << 10)).isInstanceOf(AnswerRoom.Full.class);
      large.run();
      turn.keep(20 << 10).run();
    }
  }

  @Test
  void whoeverWaitsForRoomGetsItWhenOthersGiveItBack() throws Exception {
    AnswerRoom room = new AnswerRoom(2, 1 << 20, LONG);
    CompletableFuture<Void> later;
    try (AnswerRoom.Turn turn = room.turn()) {
      Runnable taken = turn.keep(1 << 20);
      assertThat(room.isWanted()).isFalse();
      later = CompletableFuture.runAsync(() -> turn.keep(1 << 20).run());
      while (!room.isWanted()) {
        Thread.sleep(1);
      }
      taken.run();
      later.join();
    }

    assertThat(room.isWanted()).isFalse();
  }
}
