package dev.perdure.server.crash;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/// Clients that start orchestrations and raise numbered events until they are told to end, and that
/// remember what was acknowledged. What is unknown is found out or repeated, never given up.
final class Load {
  private static final int STARTERS = 6;
  private static final int RAISERS = 2;
  private static final int LONGEST_PAUSE_MILLIS = 16;
  private static final int ONE_REPEATED_OF = 10;
  private static final int SERVER_ERROR = 500;

  final Queue<Kind.Work> started = new ConcurrentLinkedQueue<>();
  final Queue<String> problems = new ConcurrentLinkedQueue<>();
  final AtomicInteger unknown = new AtomicInteger();
  final AtomicInteger raised = new AtomicInteger();
  private final Api api;
  private final Path ledger;
  private final boolean named;
  private final List<Thread> starters = new ArrayList<>();
  private final List<Thread> raisers = new ArrayList<>();
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private volatile boolean ending;
  private volatile boolean allStarted;
  private volatile boolean abandoned;

  /// An instance that waits for its event of the given number.
  private record Waiting(Kind.Work work, int number) {}

  private Load(Api api, Path ledger, boolean named) {
    this.api = api;
    this.ledger = ledger;
    this.named = named;
  }

  /// Begins the load.
  ///
  /// @param named whether every request has a name. Without, only some have, and the others are
  ///     repeated only once it is certain that they do not arrive late.
  static Load begin(Api api, Path ledger, long seed, boolean named) {
    Load load = new Load(api, ledger, named);
    for (int i = 0; i < STARTERS; i++) {
      String name = "w" + i + "-";
      Random random = new Random(seed * STARTERS + i);
      load.starters.add(load.thread(() -> load.startMany(name, random)));
    }
    for (int i = 0; i < RAISERS; i++) {
      Random random = new Random(-seed * RAISERS - i);
      load.raisers.add(load.thread(() -> load.raiseMany(random)));
    }
    return load;
  }

  /// Starts no more, and waits until nothing is unknown and all events are raised.
  void end() {
    ending = true;
    join(starters);
    allStarted = true;
    join(raisers);
  }

  /// Ends without finding anything out, because there is no server any more.
  void abandon() {
    abandoned = true;
    ending = true;
    allStarted = true;
    waiting.clear();
  }

  private Thread thread(Runnable body) {
    return Thread.ofPlatform().daemon().start(() -> {
      try {
        body.run();
      } catch (RuntimeException | AssertionError e) {
        problems.add("A client has failed: " + e);
      }
    });
  }

  private static void join(List<Thread> threads) {
    try {
      for (Thread thread : threads) {
        thread.join(60_000);
        if (thread.isAlive()) {
          throw new AssertionError("Expected the clients to end, but one does not");
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void startMany(String name, RandomGenerator random) {
    for (int i = 0; !ending; i++) {
      Kind.Work work = Kind.random(name + i, random);
      start(work, random.nextBoolean() || named ? "start-" + work.id() : "");
      started.add(work);
      if (work.kind() == Kind.EVENTS) {
        waiting.add(new Waiting(work, 1));
      }
      Api.pause(random.nextInt(LONGEST_PAUSE_MILLIS));
    }
  }

  /// Starts an orchestration until it is known to have started.
  private void start(Kind.Work work, String key) {
    while (!abandoned) {
      int server = api.server();
      HttpResponse<String> response = api.start(work, key).orElse(null);
      if (response != null) {
        expect(response, 202, "the start of " + work);
        return;
      }
      unknown.incrementAndGet();
      if (exists(work, server)) {
        return;
      }
    }
  }

  /// Finds out whether a start without an answer took effect. If it did not before its server was
  /// gone, no activity may have run on its behalf.
  private boolean exists(Kind.Work work, int formerServer) {
    Optional<HttpResponse<String>> found = Optional.empty();
    int server = formerServer;
    // A server whose store has failed knows nothing any more, and says so by an error.
    while (found.isEmpty() || found.get().statusCode() >= SERVER_ERROR) {
      if (abandoned) {
        return true;
      }
      api.awaitAfter(server);
      server = api.server();
      found = api.get(work.id());
    }
    if (found.get().statusCode() != 404) {
      return true;
    }
    boolean ran = server > formerServer && ActivityLedger.read(ledger).stream()
        .anyMatch(it -> it.instanceId().equals(work.id()));
    if (!ran) {
      return false;
    }
    // A server that only stood still may have taken the request between the two looks.
    boolean gone = api.get(work.id()).filter(it -> it.statusCode() == 404).isPresent();
    if (gone) {
      problems.add("Activities of " + work + " have run, but there is no such instance");
    }
    return !gone;
  }

  private void raiseMany(RandomGenerator random) {
    while (!allStarted || !waiting.isEmpty()) {
      Waiting next = waiting.poll();
      if (next == null) {
        Api.pause(1);
        continue;
      }
      raise(next);
      if (random.nextInt(ONE_REPEATED_OF) == 0) {
        raise(next);
      }
      raised.incrementAndGet();
      if (next.number() < next.work().size()) {
        waiting.add(new Waiting(next.work(), next.number() + 1));
      }
    }
  }

  /// Raises an event until it is acknowledged.
  private void raise(Waiting event) {
    while (!abandoned) {
      int server = api.server();
      HttpResponse<String> response = api.raise(event.work().id(), "Number", event.number(),
          "event-" + event.number()).orElse(null);
      if (response != null) {
        expect(response, 202, event.toString());
        return;
      }
      unknown.incrementAndGet();
      api.awaitAfter(server);
    }
  }

  private void expect(HttpResponse<String> response, int code, String what) {
    if (response.statusCode() != code) {
      problems.add("Expected " + code + " for " + what + ", but got " + response.statusCode() + " "
          + response.body());
    }
  }
}
