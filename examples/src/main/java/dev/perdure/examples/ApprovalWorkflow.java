package dev.perdure.examples;

import dev.perdure.sdk.TaskCanceledException;
import dev.perdure.sdk.TaskOrchestrationContext;
import dev.perdure.sdk.annotation.BindingName;
import dev.perdure.sdk.annotation.DurableActivityTrigger;
import dev.perdure.sdk.annotation.DurableClientInput;
import dev.perdure.sdk.annotation.DurableOrchestrationTrigger;
import dev.perdure.sdk.annotation.FunctionName;
import dev.perdure.sdk.annotation.HttpTrigger;
import dev.perdure.sdk.client.DurableClientContext;
import dev.perdure.sdk.client.InstanceNotFoundException;
import dev.perdure.sdk.http.HttpMethod;
import dev.perdure.sdk.http.HttpRequestMessage;
import dev.perdure.sdk.http.HttpResponseMessage;
import dev.perdure.sdk.http.HttpStatus;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pattern 5: wait for a person, and do something else if nobody answers in time.
///
/// The answer is the event `ApprovalEvent` with `true` or `false`. The input says what to approve,
/// and all of it is optional, such as `{"what": "a trip to Oslo", "timeoutSeconds": 30}`; without a
/// timeout it waits for 72 hours. The output is `approved`, `rejected` or `escalated`.
public final class ApprovalWorkflow {
  private static final Logger log = LoggerFactory.getLogger(ApprovalWorkflow.class);
  @SuppressWarnings("CanonicalDuration") // In the words of those who wait.
  private static final Duration TIMEOUT = Duration.ofHours(72);

  /// For the registry of functions, which calls methods that are not static on an object.
  public ApprovalWorkflow() {}

  /// What to approve.
  ///
  /// @param what in words; absent means a request
  /// @param timeoutSeconds how long to wait; absent means 72 hours
  public record ApprovalInfo(@Nullable String what, @Nullable Double timeoutSeconds) {
    String description() {
      return what == null ? "a request" : what;
    }

    Duration timeout() {
      return timeoutSeconds == null ? TIMEOUT : Duration.ofMillis((long) (timeoutSeconds * 1000));
    }
  }

  /// An answer.
  ///
  /// @param info what was to be approved
  /// @param approved whether it was
  public record Approval(ApprovalInfo info, boolean approved) {}

  /// Asks for an approval, waits for it, and acts on it.
  @FunctionName("ApprovalWorkflow")
  public String approvalWorkflow(
      @DurableOrchestrationTrigger(name = "ctx") TaskOrchestrationContext ctx) {
    ApprovalInfo input = ctx.getInput(ApprovalInfo.class);
    ApprovalInfo approvalInfo = input == null ? new ApprovalInfo(null, null) : input;
    ctx.callActivity("ApprovalWorkflow.RequestApproval", approvalInfo).await();
    ctx.createReplaySafeLogger(log)
        .info("{}: waiting for ApprovalEvent, at most {}", ctx.getInstanceId(),
            approvalInfo.timeout());

    try {
      // Wait for an approval. A TaskCanceledException is thrown if the timeout expires.
      boolean approved = ctx
          .waitForExternalEvent("ApprovalEvent", approvalInfo.timeout(), boolean.class).await();
      ctx.callActivity(
          "ApprovalWorkflow.ProcessApproval", new Approval(approvalInfo, approved)).await();
      return approved ? "approved" : "rejected";
    } catch (TaskCanceledException timeoutEx) {
      ctx.callActivity("ApprovalWorkflow.Escalate", approvalInfo).await();
      return "escalated";
    }
  }

  /// Takes the answer of a person who has nothing but a browser or `curl`: `POST
  /// /api/approvals/{id}` with `true` or `false`, or with nothing, which approves.
  @FunctionName("Answer")
  public HttpResponseMessage answer(
      @HttpTrigger(
          name = "request",
          methods = HttpMethod.POST,
          route = "approvals/{id}") HttpRequestMessage<Optional<Boolean>> request,
      @BindingName("id") String id,
      @DurableClientInput(name = "durable") DurableClientContext durable) {
    try {
      durable.getClient().raiseEvent(id, "ApprovalEvent", request.getBody().orElse(true));
    } catch (InstanceNotFoundException e) {
      return request.createResponseBuilder(HttpStatus.NOT_FOUND).build();
    }
    return durable.createCheckStatusResponse(request, id);
  }

  /// Asks a person.
  @FunctionName("ApprovalWorkflow.RequestApproval")
  public void requestApproval(@DurableActivityTrigger(name = "info") ApprovalInfo info) {
    log.info("Please approve {}", info.description());
  }

  /// Acts on the answer.
  @FunctionName("ApprovalWorkflow.ProcessApproval")
  public void processApproval(@DurableActivityTrigger(name = "approval") Approval approval) {
    log.info("{} is {}", approval.info().description(),
        approval.approved() ? "approved" : "rejected");
  }

  /// Asks somebody else, since nobody answered.
  @FunctionName("ApprovalWorkflow.Escalate")
  public void escalate(@DurableActivityTrigger(name = "info") ApprovalInfo info) {
    log.info("Nobody answered about {} in time", info.description());
  }
}
