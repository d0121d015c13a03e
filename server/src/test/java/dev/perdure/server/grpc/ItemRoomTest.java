package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.testing.VirtualEnv;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Streams have a limit in bytes, each and all together, and whoever was refused is told.
final class ItemRoomTest {
  private static final int SMALL = 10;
  private static final int MOST = 100;
  private static final int ALL = 250;

  private final VirtualEnv world = new VirtualEnv(Instant.parse("2030-01-01T00:00:00Z"));
  private final ItemRoom room = new ItemRoom(world, ALL, MOST, SMALL);
  private final List<String> told = new ArrayList<>();

  @Test
  void aStreamIsRefusedWhenItHasItsLimitAndToldWhenItHasLess() {
    ItemRoom.Share share = share("a");
    share.take(MOST - 1);
    assertThat(share.hasRoom()).isTrue();
    share.take(MOST);
    assertThat(share.hasRoom()).isFalse();

    share.giveBack(MOST - 1);
    assertThat(told()).isEmpty();
    share.giveBack(1);

    assertThat(told()).containsExactly("a");
    assertThat(share.hasRoom()).isTrue();
  }

  @Test
  void whatAStreamIsToEncodeCountsForItsItemsAlone() {
    ItemRoom.Share share = share("a");
    share.expect(MOST);
    assertThat(share.hasRoom()).isFalse();
    assertThat(share.mayEncode()).isTrue();
    assertThat(room.taken()).isZero();

    share.expectNoMore(MOST);

    assertThat(told()).containsExactly("a");
  }

  @Test
  void encodingWaitsForRoomToo() {
    ItemRoom.Share share = share("a");
    share.take(MOST);
    assertThat(share.mayEncode()).isFalse();

    share.giveBack(MOST);

    assertThat(told()).containsExactly("encoding a");
  }

  @Test
  void whoIsNotRefusedIsNotTold() {
    ItemRoom.Share share = share("a");
    share.take(MOST);
    share.giveBack(MOST);

    assertThat(told()).isEmpty();
  }

  @Test
  void streamsHaveALimitTogether() {
    fill();
    ItemRoom.Share share = share("a");
    share.take(SMALL);

    assertThat(share.hasRoom()).isFalse();
    assertThat(share.mayEncode()).isFalse();
  }

  @Test
  void whoHasNextToNothingIsNeverRefused() {
    fill();
    ItemRoom.Share share = share("a");
    share.take(SMALL - 1);

    assertThat(share.hasRoom()).isTrue();
    assertThat(share.mayEncode()).isTrue();
  }

  @Test
  void whoGivesBackSoThatHeHasNextToNothingIsToldThoughOthersLeaveNoRoom() {
    fill();
    ItemRoom.Share share = share("a");
    share.take(MOST);
    assertThat(share.hasRoom()).isFalse();

    share.giveBack(MOST - SMALL);
    assertThat(told()).isEmpty();
    share.giveBack(1);

    assertThat(told()).containsExactly("a");
  }

  @Test
  void whoIsRefusedForWantOfCommonRoomIsToldWhenAnotherGivesBack() {
    ItemRoom.Share other = fill();
    ItemRoom.Share first = share("first");
    first.take(SMALL);
    ItemRoom.Share second = share("second");
    second.take(SMALL);
    assertThat(first.hasRoom()).isFalse();
    assertThat(second.hasRoom()).isFalse();

    other.giveBack(MOST);

    assertThat(told()).containsExactly("first", "second");
    assertThat(first.hasRoom()).isTrue();
  }

  @Test
  void thoseWhoWaitAreToldOneAfterTheOtherAsLongAsThereIsRoom() {
    ItemRoom.Share other = fill();
    ItemRoom.Share[] greedy = new ItemRoom.Share[1];
    greedy[0] = room.share(() -> {
      told.add("greedy");
      greedy[0].take(ALL);
    }, () -> {});
    greedy[0].take(SMALL);
    ItemRoom.Share second = share("second");
    second.take(SMALL);
    assertThat(greedy[0].hasRoom()).isFalse();
    assertThat(second.hasRoom()).isFalse();

    other.giveBack(MOST);
    assertThat(told()).containsExactly("greedy");
    greedy[0].giveBack(ALL);

    assertThat(told()).containsExactly("greedy", "second");
  }

  @Test
  void whatAStreamHadIsGivenBackWhenItEnds() {
    ItemRoom.Share other = fill();
    ItemRoom.Share share = share("a");
    share.take(SMALL);
    assertThat(share.hasRoom()).isFalse();

    other.end();

    assertThat(told()).containsExactly("a");
    other.take(MOST);
    other.giveBack(2 * MOST);
    share.end();
    assertThat(other.hasRoom()).isTrue();
    assertThat(room.taken()).isEqualTo(2L * (MOST - SMALL));
  }

  /// Streams take whatever they may, and have it taken from them at the same time. If one were
  /// refused and not told, its rest would stay for ever.
  @Test
  void nobodyWaitsForEver() throws Exception {
    SystemEnv real = new SystemEnv();
    ItemRoom narrow = new ItemRoom(real, 60, 40, SMALL);
    List<Busy> streams = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      streams.add(new Busy(narrow, real));
    }
    for (Busy stream : streams) {
      stream.pump();
    }

    for (Busy stream : streams) {
      assertThat(stream.done.await(Sidecar.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
    assertThat(narrow.taken()).isZero();
  }

  /// A stream that is given items of a few bytes, of which somebody else takes one at a time.
  private static final class Busy {
    private static final int ITEMS = 5_000;
    private static final int BYTES = 15;

    private final ItemRoom.Share share;
    private final SystemEnv env;
    private final AtomicInteger left = new AtomicInteger(ITEMS);
    private final CountDownLatch done = new CountDownLatch(ITEMS);

    Busy(ItemRoom room, SystemEnv env) {
      this.share = room.share(this::pump, () -> {});
      this.env = env;
    }

    void pump() {
      while (left.get() > 0 && share.hasRoom()) {
        if (left.getAndDecrement() > 0) {
          share.take(BYTES);
          env.execute(this::read);
        }
      }
    }

    private void read() {
      share.giveBack(BYTES);
      done.countDown();
    }
  }

  private ItemRoom.Share share(String name) {
    return room.share(() -> told.add(name), () -> told.add("encoding " + name));
  }

  /// Lets streams take all room.
  ///
  /// @return one of those that have some of it
  private ItemRoom.Share fill() {
    ItemRoom.Share last = share("full");
    last.take(MOST);
    while (room.taken() < ALL) {
      last = share("full");
      last.take(MOST);
    }
    return last;
  }

  private List<String> told() {
    world.awaitIdle(Sidecar.PATIENCE);
    return told;
  }
}
