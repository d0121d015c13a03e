package dev.perdure.examples;

import dev.perdure.sdk.TaskOrchestrationContext;
import dev.perdure.sdk.annotation.DurableActivityTrigger;
import dev.perdure.sdk.annotation.DurableOrchestrationTrigger;
import dev.perdure.sdk.annotation.FunctionName;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pattern 4: ask again and again whether something has happened, at intervals of one's own, until
/// it has or until it has taken too long.
///
/// The input says which job to watch, and all of it is optional, such as `{"jobId": "job-7",
/// "pollingSeconds": 2, "expirySeconds": 60}`. Here a job runs for a few seconds from the moment
/// that its monitor starts.
public final class Monitor {
  private static final Logger log = LoggerFactory.getLogger(Monitor.class);
  private static final Duration JOB_TAKES = Duration.ofSeconds(5);

  /// For the registry of functions, which calls methods that are not static on an object.
  public Monitor() {}

  /// What to watch.
  ///
  /// @param jobId the job; absent means `job-1`
  /// @param pollingSeconds how long to wait between two looks; absent means 2
  /// @param expirySeconds after which time to give up; absent means 60
  public record JobInfo(
      @Nullable String jobId, @Nullable Double pollingSeconds, @Nullable Double expirySeconds) {
    Duration pollingDelay() {
      return seconds(pollingSeconds, 2);
    }

    Duration expiry() {
      return seconds(expirySeconds, 60);
    }

    private static Duration seconds(@Nullable Double asked, double otherwise) {
      return Duration.ofMillis((long) ((asked == null ? otherwise : asked) * 1000));
    }
  }

  /// A job that was submitted to some other system.
  ///
  /// @param jobId its id there
  /// @param submitted when it began
  public record Job(String jobId, Instant submitted) {}

  /// Looks at the job until it is completed.
  @FunctionName("Monitor")
  public String monitorOrchestrator(
      @DurableOrchestrationTrigger(name = "ctx") TaskOrchestrationContext ctx) {
    JobInfo input = ctx.getInput(JobInfo.class);
    JobInfo jobInfo = input == null ? new JobInfo(null, null, null) : input;
    String jobId = jobInfo.jobId() == null ? "job-1" : jobInfo.jobId();
    Job job = new Job(jobId, ctx.getCurrentInstant());
    Instant expiryTime = ctx.getCurrentInstant().plus(jobInfo.expiry());

    while (ctx.getCurrentInstant().compareTo(expiryTime) < 0) {
      String status = ctx.callActivity("Monitor.GetJobStatus", job, String.class).await();
      ctx.setCustomStatus(status);

      // Perform an action when a condition is met.
      if (status.equals("Completed")) {
        ctx.callActivity("Monitor.SendAlert", jobId).await();
        return "done";
      }

      // Wait before the next poll.
      ctx.createTimer(jobInfo.pollingDelay()).await();
    }
    ctx.createReplaySafeLogger(log).warn("{}: {} takes too long", ctx.getInstanceId(), jobId);
    return "expired";
  }

  /// Asks the other system.
  @FunctionName("Monitor.GetJobStatus")
  public String getJobStatus(@DurableActivityTrigger(name = "job") Job job) {
    boolean ended = Instant.now().isAfter(job.submitted().plus(JOB_TAKES));
    log.info("{} is {}", job.jobId(), ended ? "completed" : "still running");
    return ended ? "Completed" : "Running";
  }

  /// Tells somebody.
  @FunctionName("Monitor.SendAlert")
  public void sendAlert(@DurableActivityTrigger(name = "jobId") String jobId) {
    log.info("Alert: {} is completed", jobId);
  }
}
