package dev.perdure.testing.simulation;

import dev.perdure.testing.simulation.chance.Chance;
import dev.perdure.testing.simulation.chance.Choices;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// What goes wrong, how often, and how often it has. Each seed draws rates of its own, from never
/// to often, so that rare faults also meet in otherwise quiet runs. Each kind of fault has a stream
/// of choices of its own.
final class Faults {

  /// What becomes of a commit.
  enum AtCommit {
    GOES_WELL,
    CRASHES,
    FAILS
  }

  private final Chance chance;
  private final Choices rates;
  private final Choices delays;
  private final Choices survivors;
  private final Choices planted;
  private final Trace trace;
  private final CrashPoint crashPoint;
  private final Map<String, Integer> counts = new TreeMap<>();
  private final boolean calm;
  private final Kind crashAtCommit;
  private final Kind crashAnywhere;
  private final Kind failCommit;
  private final Kind failRead;
  private final Kind failOpen;
  private final Kind steal;
  private final Kind overlap;
  private final Kind stop;
  private final Kind jump;
  private final Kind loseFrame;
  private final Kind repeatFrame;
  private final Kind delayFrame;
  private final Kind stall;
  private final Kind loseWorker;
  private final Kind loseWork;
  private final Kind abandon;
  private final Kind repeatAnswer;
  private final Kind delayAnswer;
  private final Kind loseReply;
  private boolean ended;

  /// @param crashPoint where to crash for sure; with one, nothing else goes wrong
  Faults(Chance chance, Trace trace, CrashPoint crashPoint) {
    this.chance = chance;
    this.trace = trace;
    this.crashPoint = crashPoint;
    rates = chance.of("rates");
    delays = chance.of("delays");
    survivors = chance.of("survivors");
    planted = chance.of("planted");
    calm = rates.oneIn(10) || crashPoint.planned();
    crashAtCommit = kind("crash at a commit", 100, 25, 8);
    crashAnywhere = kind("crash between commits", 600, 120, 30);
    failCommit = kind("commit of unknown outcome", 600, 100, 40);
    failRead = kind("failed read", 4000, 1000, 300);
    failOpen = kind("failed opening of a partition", 100, 20, 6);
    steal = kind("partition taken by another owner", 2000, 500, 100);
    overlap = kind("process taken over while it still runs", 4000, 1000, 300);
    stop = kind("process stopped in good order", 3000, 800, 200);
    jump = kind("clock set", 3000, 800, 200);
    loseFrame = kind("frame lost", 30, 8, 3);
    repeatFrame = kind("frame repeated", 30, 8, 3);
    delayFrame = kind("frame delayed", 30, 8, 3);
    stall = kind("stalled thread", 1000, 300, 50);
    loseWorker = kind("worker lost", 3000, 600, 150);
    loseWork = kind("work never answered", 200, 60, 20);
    abandon = kind("work given back", 100, 30, 10);
    repeatAnswer = kind("answer repeated", 30, 8, 3);
    delayAnswer = kind("answer late", 50, 15, 5);
    loseReply = kind("reply to a client lost", 30, 8, 3);
  }

  private Kind kind(String what, int seldom, int sometimes, int often) {
    int rate = rates.pick(0, 0, seldom, seldom, sometimes, often);
    return new Kind(what, calm ? 0 : rate, chance.of(what));
  }

  /// Whether this run has no faults at all.
  boolean calm() {
    return calm && !crashPoint.crashes();
  }

  /// From now on nothing goes wrong any more.
  void end() {
    ended = true;
  }

  boolean ended() {
    return ended;
  }

  Map<String, Integer> counts() {
    return counts;
  }

  /// Counts something that is worth knowing. What begins with a dash is no fault but a rare
  /// situation.
  void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  /// Whether the process is to crash before this operation of its store, and never comes to it.
  boolean crashesBefore() {
    return crashPoint.before();
  }

  /// Whether the process is to crash when an operation that cannot end by halves has ended.
  boolean crashesAfter() {
    return crashPoint.at();
  }

  AtCommit atCommit() {
    if (crashPoint.at() || crashAtCommit.happens()) {
      return AtCommit.CRASHES;
    }
    return failCommit.happens() ? AtCommit.FAILS : AtCommit.GOES_WELL;
  }

  /// How many of a group's batches survive a commit that does not go well.
  int survivors(int batches) {
    return crashPoint.planned()
        ? crashPoint.survivors(batches)
        : survivors.pick(0, batches, survivors.below(batches + 1));
  }

  boolean crashesHere() {
    return crashAnywhere.happens();
  }

  boolean failsToRead() {
    return failRead.happens();
  }

  boolean failsToOpen() {
    return failOpen.happens();
  }

  boolean stealsPartition() {
    return steal.happens();
  }

  boolean overlapsProcesses() {
    return overlap.happens();
  }

  boolean stops() {
    return stop.happens();
  }

  boolean setsClock() {
    return jump.happens();
  }

  /// How far a clock that was set is from the right time, in milliseconds.
  long wrongBy() {
    int most = jump.choices.pick(2_000, 60_000, 3_600_000, 7_200_000);
    long by = jump.choices.below(most);
    return jump.choices.oneIn(2) ? -by : by;
  }

  boolean losesWorker() {
    return loseWorker.happens();
  }

  boolean losesWork() {
    return loseWork.happens();
  }

  boolean abandonsWork() {
    return abandon.happens();
  }

  boolean repeatsAnswer() {
    return repeatAnswer.happens();
  }

  boolean losesReply() {
    return loseReply.happens();
  }

  /// Whether a planted mistake happens, once in so many times.
  boolean plants(int times) {
    return planted.oneIn(times);
  }

  int copiesOfFrame() {
    if (loseFrame.happens()) {
      return 0;
    }
    return repeatFrame.happens() ? 2 : 1;
  }

  long frameDelay() {
    return delayFrame.happens()
        ? TimeUnit.MILLISECONDS.toNanos(delayFrame.choices.below(20_000))
        : 1 + delays.below(300_000);
  }

  /// How long it takes until a loop or a task runs.
  long pause() {
    return stall.happens()
        ? TimeUnit.MILLISECONDS.toNanos(stall.choices.below(5_000))
        : 1 + delays.below(50_000);
  }

  /// How long a worker takes for something.
  long workDelay() {
    return delayAnswer.happens()
        ? TimeUnit.MILLISECONDS.toNanos(delayAnswer.choices.below(120_000))
        : 1 + delays.pick(0, delays.below(100_000), delays.below(20_000_000));
  }

  /// A sort of fault, which happens once in so many chances, or never if that is 0.
  private final class Kind {
    private final String what;
    private final int rate;
    private final Choices choices;

    Kind(String what, int rate, Choices choices) {
      this.what = what;
      this.rate = rate;
      this.choices = choices;
    }

    boolean happens() {
      boolean happens = !ended && choices.oneIn(rate);
      if (happens) {
        count(what);
        trace.say("FAULT " + what);
      }
      return happens;
    }
  }
}
