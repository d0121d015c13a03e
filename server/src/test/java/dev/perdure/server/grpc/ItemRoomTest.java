package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.runtime.env.SystemEnv;
import dev.perdure.testing.VirtualEnv;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /// Streams take whatever they may, and have it taken from them at the same time.
  @ParameterizedTest
  @ValueSource(ints = {SMALL - 1, SMALL + 5, MOST / 2})
  void nobodyWaitsForEver(int bytes) throws Exception {
    ItemRoom narrow = new ItemRoom(new SystemEnv(), MOST, MOST / 2, SMALL);
    List<Busy> streams = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      streams.add(new Busy(narrow, bytes, 5_000));
    }
    List<Thread> readers = streams.stream().map(it -> Thread.ofVirtual().start(it::read)).toList();
    streams.forEach(Busy::pump);

    for (Thread reader : readers) {
      assertThat(reader.join(Sidecar.PATIENCE)).isTrue();
    }
    assertThat(narrow.taken()).isZero();
  }

  /// Each item is the only one: if its stream were refused the next one and not told, there would
  /// be nothing more to be told of.
  @Test
  void whoIsRefusedWhileTheLastIsGivenBackIsTold() throws Exception {
    Busy stream = new Busy(new ItemRoom(new SystemEnv(), MOST, MOST, SMALL), MOST, 100_000);
    Thread reader = Thread.ofPlatform().daemon().start(stream::readAtOnce);

    stream.pump();

    assertThat(reader.join(Sidecar.PATIENCE)).isTrue();
  }

  /// A stream that is given items, which somebody else takes one after the other.
  private static final class Busy {
    private final ItemRoom.Share share;
    private final int bytes;
    private final int items;
    private final AtomicInteger left;
    private final Semaphore sent = new Semaphore(0);

    Busy(ItemRoom room, int bytes, int items) {
      this.share = room.share(this::pump, () -> {});
      this.bytes = bytes;
      this.items = items;
      this.left = new AtomicInteger(items);
    }

    void pump() {
      while (left.get() > 0 && share.hasRoom()) {
        if (left.getAndDecrement() > 0) {
          share.take(bytes);
          sent.release();
        }
      }
    }

    void read() {
      for (int i = 0; i < items; i++) {
        sent.acquireUninterruptibly();
        share.giveBack(bytes);
      }
    }

    void readAtOnce() {
      for (int i = 0; i < items; i++) {
        while (!sent.tryAcquire()) {
          Thread.onSpinWait();
        }
        share.giveBack(bytes);
      }
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
