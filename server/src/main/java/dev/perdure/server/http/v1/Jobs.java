package dev.perdure.server.http.v1;

import dev.perdure.server.http.exchange.Problem;
import dev.perdure.server.http.exchange.ProblemException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The jobs of this server, the last ones of those that are over among them. They are not stored: a
/// job ends with the server, and what it had done by then stays done.
final class Jobs implements AutoCloseable {
  private static final int AT_A_TIME = 2;
  private static final int KEPT = 100;
  private static final int ID_BYTES = 16;

  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Job> jobs = new LinkedHashMap<>();
  private final ExecutorService executor = Executors.newFixedThreadPool(
      AT_A_TIME, Thread.ofPlatform().name("perdure-job-", 0).daemon().factory());

  Jobs(InstantSource clock) {
    this.clock = clock;
  }

  /// Takes a job, which begins when fewer than [#AT_A_TIME] are at work.
  synchronized Job submit(Job.Order order) {
    makeRoom();
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    Job job = new Job(HexFormat.of().formatHex(id), order, clock.instant());
    jobs.put(job.id(), job);
    executor.execute(job);
    return job;
  }

  synchronized Optional<Job> find(String id) {
    return Optional.ofNullable(jobs.get(id));
  }

  /// All that are known, the oldest first.
  synchronized List<Job> all() {
    return List.copyOf(jobs.values());
  }

  @Override
  public void close() {
    all().forEach(Job::cancel);
    executor.shutdownNow();
  }

  private void makeRoom() {
    Iterator<Job> oldest = jobs.values().iterator();
    while (jobs.size() >= KEPT && oldest.hasNext()) {
      if (oldest.next().progress().state().isOver()) {
        oldest.remove();
      }
    }
    if (jobs.size() >= KEPT) {
      throw new ProblemException(Problem.of(429, "too-many-jobs",
          "There are " + jobs.size() + " jobs that are not over")
          .fix("Wait until one is over, or cancel one"));
    }
  }
}
