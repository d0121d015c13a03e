package dev.perdure.server.http.v1;

import dev.perdure.server.http.exchange.Problem;
import dev.perdure.server.http.exchange.ProblemException;
import dev.perdure.server.http.exchange.UnavailableException;
import dev.perdure.server.http.hub.HubCalls;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The jobs of this server, the last ones of those that are over among them. They are kept, and
/// those that are not over are taken up when the server starts.
final class Jobs implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Jobs.class);

  private static final int AT_A_TIME = 2;
  private static final int KEPT = 100;
  private static final int ID_BYTES = 16;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final HubCalls hub;
  private final JobStore store;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Job> jobs = new LinkedHashMap<>();
  private final ExecutorService executor = Executors.newFixedThreadPool(
      AT_A_TIME, Thread.ofPlatform().name("perdure-job-", 0).daemon().factory());

  /// Takes up the jobs that are kept.
  Jobs(HubCalls hub, JobStore store, InstantSource clock) {
    this.hub = hub;
    this.store = store;
    this.clock = clock;
    for (JobRecord record : records()) {
      Job job = new Job(record, hub, store);
      jobs.put(job.id(), job);
      if (!record.progress().state().isOver()) {
        log.info("The job {} goes on", job.id());
        executor.execute(job);
      }
    }
  }

  /// Takes a job, which begins when fewer than [#AT_A_TIME] are at work.
  synchronized Job submit(JobOrder order) {
    if (executor.isShutdown()) {
      throw new UnavailableException("The server is stopping");
    }
    makeRoom();
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    Job job = new Job(new JobRecord(HexFormat.of().formatHex(id), order, clock.instant(), null,
        JobProgress.NONE), hub, store);
    try {
      job.keep();
    } catch (UncheckedIOException e) {
      log.warn("A job cannot be kept", e);
      throw new UnavailableException("The job cannot be kept; the server's log has the cause");
    }
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

  /// Stops the jobs where they are.
  @Override
  public void close() {
    stop();
    try {
      if (!executor.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("Some jobs did not stop within {} seconds", STOP_LIMIT.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void stop() {
    jobs.values().forEach(Job::stop);
    executor.shutdownNow();
  }

  private List<JobRecord> records() {
    List<JobRecord> records = new ArrayList<>();
    for (byte[] kept : store.all()) {
      try {
        records.add(JobRecord.of(kept));
      } catch (IllegalArgumentException e) {
        log.error("A kept job cannot be read; it is left alone", e);
      }
    }
    records.sort(Comparator.comparing(JobRecord::created));
    return records;
  }

  private void makeRoom() {
    Iterator<Job> oldest = jobs.values().iterator();
    while (jobs.size() >= KEPT && oldest.hasNext()) {
      Job job = oldest.next();
      if (job.progress().state().isOver()) {
        oldest.remove();
        store.remove(job.id());
      }
    }
    if (jobs.size() >= KEPT) {
      throw new ProblemException(Problem.of(429, "too-many-jobs",
          "There are " + jobs.size() + " jobs that are not over")
          .fix("Wait until one is over, or cancel one"));
    }
  }
}
