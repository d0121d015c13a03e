package dev.perdure.samples;

import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskCanceledException;
import dev.perdure.sdk.TaskOrchestrationContext;
import dev.perdure.sdk.annotation.DurableClientInput;
import dev.perdure.sdk.annotation.DurableOrchestrationTrigger;
import dev.perdure.sdk.annotation.FunctionName;
import dev.perdure.sdk.annotation.HttpTrigger;
import dev.perdure.sdk.client.DurableClientContext;
import dev.perdure.sdk.client.DurableTaskClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// The Java samples of Microsoft's page "What are Durable Functions?", with other imports and
/// nothing else changed: this file compiles as long as moving here is a change of imports.
@SuppressWarnings("CanonicalDuration") // The page says it in hours.
public class PageSamples {

  @FunctionName("Chaining")
  public double functionChaining(
      @DurableOrchestrationTrigger(name = "ctx") TaskOrchestrationContext ctx) {
    String input = ctx.getInput(String.class);
    int x = ctx.callActivity("F1", input, int.class).await();
    int y = ctx.callActivity("F2", x, int.class).await();
    int z = ctx.callActivity("F3", y, int.class).await();
    return ctx.callActivity("F4", z, double.class).await();
  }

  @FunctionName("FanOutFanIn")
  public Integer fanOutFanInOrchestrator(
      @DurableOrchestrationTrigger(name = "ctx") TaskOrchestrationContext ctx) {
    // Get the list of work-items to process in parallel
    List<?> batch = ctx.callActivity("F1", List.class).await();

    // Schedule each task to run in parallel
    List<Task<Integer>> parallelTasks = batch.stream()
        .map(item -> ctx.callActivity("F2", item, Integer.class))
        .collect(Collectors.toList());

    // Wait for all tasks to complete, then return the aggregated sum of the results
    List<Integer> results = ctx.allOf(parallelTasks).await();
    return results.stream().reduce(0, Integer::sum);
  }

  @FunctionName("Monitor")
  public String monitorOrchestrator(
      @DurableOrchestrationTrigger(name = "ctx") TaskOrchestrationContext ctx) {
    JobInfo jobInfo = ctx.getInput(JobInfo.class);
    String jobId = jobInfo.getJobId();
    Instant expiryTime = jobInfo.getExpirationTime();

    while (ctx.getCurrentInstant().compareTo(expiryTime) < 0) {
      String status = ctx.callActivity("GetJobStatus", jobId, String.class).await();

      // Perform an action when a condition is met
      if (status.equals("Completed")) {
        // send an alert and exit
        ctx.callActivity("SendAlert", jobId).await();
        break;
      }

      // wait N minutes before doing the next poll
      Duration pollingDelay = jobInfo.getPollingDelay();
      ctx.createTimer(pollingDelay).await();
    }

    return "done";
  }

  @FunctionName("ApprovalWorkflow")
  public void approvalWorkflow(
      @DurableOrchestrationTrigger(name = "ctx") TaskOrchestrationContext ctx) {
    ApprovalInfo approvalInfo = ctx.getInput(ApprovalInfo.class);
    ctx.callActivity("RequestApproval", approvalInfo).await();

    Duration timeout = Duration.ofHours(72);
    try {
      // Wait for an approval. A TaskCanceledException will be thrown if the timeout expires.
      boolean approved = ctx.waitForExternalEvent("ApprovalEvent", timeout, boolean.class).await();
      approvalInfo.setApproved(approved);

      ctx.callActivity("ProcessApproval", approvalInfo).await();
    } catch (TaskCanceledException timeoutEx) {
      ctx.callActivity("Escalate", approvalInfo).await();
    }
  }

  @FunctionName("RaiseEventToOrchestration")
  public void raiseEventToOrchestration(
      @HttpTrigger(name = "instanceId") String instanceId,
      @DurableClientInput(name = "durableContext") DurableClientContext durableContext) {

    DurableTaskClient client = durableContext.getClient();
    client.raiseEvent(instanceId, "ApprovalEvent", true);
  }

  /// What the page's monitor takes.
  public record JobInfo(String jobId, Instant expirationTime, Duration pollingDelay) {
    public String getJobId() {
      return jobId;
    }

    public Instant getExpirationTime() {
      return expirationTime;
    }

    public Duration getPollingDelay() {
      return pollingDelay;
    }
  }

  /// What the page's approval takes: a class with getters and setters.
  public static class ApprovalInfo {
    private String subject = "";
    private boolean approved;

    public String getSubject() {
      return subject;
    }

    public void setSubject(String subject) {
      this.subject = subject;
    }

    public boolean isApproved() {
      return approved;
    }

    public void setApproved(boolean approved) {
      this.approved = approved;
    }
  }
}
