package dev.perdure.testing.simulation.chance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ShrinkerTest {

  @Test
  void aRecordingIsOneLineOfText() {
    Recording recording = Recording.parse("clients:3,0*4,1;pauses:7,0*3");

    assertThat(recording).hasToString("clients:3,0*4,1;pauses:7");
    assertThat(recording.stream("clients")).containsExactly(3, 0, 0, 0, 0, 1);
    assertThat(recording.stream("nobody")).isEmpty();
    assertThat(Recording.parse(recording.toString())).isEqualTo(recording);
    assertThat(Recording.parse("").names()).isEmpty();
    assertThatThrownBy(() -> Recording.parse("what"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatWasChosenCanBeChosenAgain() {
    Chance chance = Chance.ofSeed(7);
    int first = chance.of("a").below(1_000);
    int second = chance.of("b").below(1_000);

    Chance again = Chance.replay(chance.recorded());

    assertThat(again.of("b").below(1_000)).isEqualTo(second);
    assertThat(again.of("a").below(1_000)).isEqualTo(first);
    assertThat(again.of("a").below(1_000)).isZero();
  }

  @Test
  void partsDoNotShareTheirChance() {
    Chance one = Chance.ofSeed(7);
    Chance other = Chance.ofSeed(7);
    for (int i = 0; i < 100; i++) {
      other.of("b").below(10);
    }

    assertThat(one.of("a").below(1_000_000)).isEqualTo(other.of("a").below(1_000_000));
  }

  @Test
  void theSmallestFailingRunRemains() {
    Chance chance = Chance.ofSeed(3);
    boolean failed = fails(chance);
    for (long seed = 4; !failed; seed++) {
      chance = Chance.ofSeed(seed);
      failed = fails(chance);
    }

    Recording small = Shrinker.shrink(chance.recorded(), ShrinkerTest::again, 2_000);

    assertThat(small).hasToString("list:3,0*2,70;noise:1");
  }

  @Test
  void afterEnoughRunsTheBestIsGoodEnough() {
    Chance chance = Chance.replay(Recording.parse("list:9,1,2,70,3,5,6,7,8,9;noise:1,1,1"));
    assertThat(fails(chance)).isTrue();
    int[] runs = new int[1];

    Recording small = Shrinker.shrink(chance.recorded(), candidate -> {
      runs[0]++;
      return again(candidate);
    }, 5);

    assertThat(runs[0]).isEqualTo(5);
    assertThat(again(small)).isNotNull();
  }

  private static @Nullable Recording again(Recording candidate) {
    Chance chance = Chance.replay(candidate);
    return fails(chance) ? chance.recorded() : null;
  }

  /// A list of numbers is not to have a third one of 70 or more, if there was any noise.
  private static boolean fails(Chance chance) {
    Choices list = chance.of("list");
    int[] numbers = new int[list.below(10)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = list.below(100);
    }
    boolean noise = chance.of("noise").oneIn(2);
    return noise && numbers.length > 2 && numbers[2] >= 70;
  }
}
