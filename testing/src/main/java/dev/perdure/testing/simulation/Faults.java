package dev.perdure.testing.simulation;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// What goes wrong, how often, and how often it has. Each seed draws rates of its own, from never
/// to often, so that rare faults also meet in otherwise quiet runs.
final class Faults {

  /// What becomes of a commit.
  enum AtCommit {
    GOES_WELL,
    CRASHES,
    FAILS
  }

  private final Choices choices;
  private final Map<String, Integer> counts = new TreeMap<>();
  private final int crashAtCommit;
  private final int crashAnywhere;
  private final int failCommit;
  private final int failRead;
  private final int failOpen;
  private final int steal;
  private final int overlap;
  private final int loseFrame;
  private final int repeatFrame;
  private final int delayFrame;
  private final int stall;
  private final int loseWorker;
  private final int loseWork;
  private final int abandon;
  private final int repeatAnswer;
  private final int delayAnswer;
  private final int loseReply;
  private final boolean calm;
  private boolean ended;

  Faults(Choices choices) {
    this.choices = choices;
    calm = choices.oneIn(10);
    crashAtCommit = rate(300, 60, 20);
    crashAnywhere = rate(2000, 400, 100);
    failCommit = rate(600, 100, 40);
    failRead = rate(4000, 1000, 300);
    failOpen = rate(100, 20, 6);
    steal = rate(2000, 500, 100);
    overlap = rate(4000, 1000, 300);
    loseFrame = rate(30, 8, 3);
    repeatFrame = rate(30, 8, 3);
    delayFrame = rate(30, 8, 3);
    stall = rate(1000, 300, 50);
    loseWorker = rate(3000, 600, 150);
    loseWork = rate(200, 60, 20);
    abandon = rate(100, 30, 10);
    repeatAnswer = rate(30, 8, 3);
    delayAnswer = rate(50, 15, 5);
    loseReply = rate(30, 8, 3);
  }

  private int rate(int seldom, int sometimes, int often) {
    return calm ? 0 : choices.pick(0, 0, seldom, seldom, sometimes, often);
  }

  /// Whether this run has no faults at all.
  boolean calm() {
    return calm;
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

  void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private boolean happens(int rate, String what) {
    boolean happens = !ended && choices.oneIn(rate);
    if (happens) {
      count(what);
    }
    return happens;
  }

  AtCommit atCommit() {
    if (happens(crashAtCommit, "crash at a commit")) {
      return AtCommit.CRASHES;
    }
    return happens(failCommit, "commit of unknown outcome") ? AtCommit.FAILS : AtCommit.GOES_WELL;
  }

  /// How many of a group's batches survive a commit that does not go well.
  int survivors(int batches) {
    return choices.pick(0, batches, choices.below(batches + 1));
  }

  boolean crashesHere() {
    return happens(crashAnywhere, "crash between commits");
  }

  boolean failsToRead() {
    return happens(failRead, "failed read");
  }

  boolean failsToOpen() {
    return happens(failOpen, "failed opening of a partition");
  }

  boolean stealsPartition() {
    return happens(steal, "partition taken by another owner");
  }

  boolean overlapsProcesses() {
    return happens(overlap, "process taken over while it still runs");
  }

  boolean losesWorker() {
    return happens(loseWorker, "worker lost");
  }

  boolean losesWork() {
    return happens(loseWork, "work never answered");
  }

  boolean abandonsWork() {
    return happens(abandon, "work given back");
  }

  boolean repeatsAnswer() {
    return happens(repeatAnswer, "answer repeated");
  }

  boolean losesReply() {
    return happens(loseReply, "reply to a client lost");
  }

  /// Whether a planted mistake happens, once in so many times.
  boolean plants(int times) {
    return choices.oneIn(times);
  }

  int copiesOfFrame() {
    if (happens(loseFrame, "frame lost")) {
      return 0;
    }
    return happens(repeatFrame, "frame repeated") ? 2 : 1;
  }

  long frameDelay() {
    return happens(delayFrame, "frame delayed")
        ? TimeUnit.MILLISECONDS.toNanos(choices.below(20_000))
        : choices.below(300_000);
  }

  /// How long it takes until a loop or a task runs.
  long pause() {
    return happens(stall, "stalled thread")
        ? TimeUnit.MILLISECONDS.toNanos(choices.below(5_000))
        : choices.below(50_000);
  }

  /// How long a worker takes for something.
  long workDelay() {
    return happens(delayAnswer, "answer late")
        ? TimeUnit.MILLISECONDS.toNanos(choices.below(120_000))
        : choices.pick(0, choices.below(100_000), choices.below(20_000_000));
  }
}
