package dev.perdure.protocol;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import dev.perdure.model.FailureDetails;
import dev.perdure.model.FunctionRef;
import dev.perdure.model.TaskOutcome;
import dev.perdure.model.codec.FailureDetailsCodec;
import dev.perdure.model.codec.WireReader;
import dev.perdure.model.work.EntityAction;
import dev.perdure.model.work.EntityBatchResult;
import dev.perdure.protocol.message.OperationAction;
import dev.perdure.protocol.message.OperationResult;
import dev.perdure.protocol.message.OperationResultFailure;
import dev.perdure.protocol.message.OperationResultSuccess;
import dev.perdure.protocol.message.SendSignalAction;
import dev.perdure.protocol.message.StartNewOrchestrationAction;
import dev.perdure.protocol.message.TaskFailureDetails;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The protocol's `EntityBatchResult`.
///
/// @param token names the dispatch
/// @param result the answer, absent if the worker wants the batch again with the entity's state
public record EntityAnswer(String token, @Nullable EntityBatchResult result) {

  /// Reads the message.
  ///
  /// @throws InvalidProtocolBufferException if it is malformed
  /// @throws IllegalArgumentException if a value in it has no meaning
  public static EntityAnswer read(byte[] bytes) throws InvalidProtocolBufferException {
    var message = dev.perdure.protocol.message.EntityBatchResult.parseFrom(bytes);
    if (message.getRequiresState()) {
      return new EntityAnswer(message.getCompletionToken(), null);
    }
    if (message.hasFailureDetails() && message.getResultsCount() == 0) {
      return new EntityAnswer(
          message.getCompletionToken(),
          EntityBatchResult.failed(failure(message.getFailureDetails())));
    }
    List<TaskOutcome> results = new ArrayList<>();
    for (OperationResult result : message.getResultsList()) {
      results.add(outcome(result));
    }
    List<EntityAction> actions = new ArrayList<>();
    for (OperationAction action : message.getActionsList()) {
      actions.add(action(action));
    }
    return new EntityAnswer(
        message.getCompletionToken(),
        new EntityBatchResult(
            results, actions, Wrapped.text(message.hasEntityState(), message.getEntityState()),
            null));
  }

  private static TaskOutcome outcome(OperationResult result) {
    return switch (result.getResultTypeCase()) {
      case SUCCESS -> new TaskOutcome.Succeeded(
          Wrapped.text(result.getSuccess().hasResult(), result.getSuccess().getResult()));
      case FAILURE -> new TaskOutcome.Failed(failure(result.getFailure().getFailureDetails()));
      case RESULTTYPE_NOT_SET -> throw new IllegalArgumentException(
          "Expected the result of an operation, but there is none");
    };
  }

  private static EntityAction action(OperationAction action) {
    return switch (action.getOperationActionTypeCase()) {
      case SENDSIGNAL -> {
        SendSignalAction signal = action.getSendSignal();
        yield new EntityAction.SendSignal(
            signal.getInstanceId(), signal.getName(),
            Wrapped.text(signal.hasInput(), signal.getInput()),
            Wrapped.time(signal.hasScheduledTime(), signal.getScheduledTime()));
      }
      case STARTNEWORCHESTRATION -> {
        StartNewOrchestrationAction start = action.getStartNewOrchestration();
        yield new EntityAction.StartOrchestration(
            start.getInstanceId(),
            new FunctionRef(
                start.getName(), Wrapped.text(start.hasVersion(), start.getVersion())),
            Wrapped.text(start.hasInput(), start.getInput()),
            Wrapped.time(start.hasScheduledTime(), start.getScheduledTime()));
      }
      case OPERATIONACTIONTYPE_NOT_SET -> throw new IllegalArgumentException(
          "Expected an action of an operation that is known, but there is none");
    };
  }

  private static FailureDetails failure(TaskFailureDetails message) {
    return FailureDetailsCodec.decode(new WireReader(message.toByteArray()));
  }

  /// Writes the message; only with a result.
  public byte[] write() {
    var message = dev.perdure.protocol.message.EntityBatchResult.newBuilder()
        .setCompletionToken(token);
    if (result == null) {
      return message.setRequiresState(true).build().toByteArray();
    }
    if (result.failure() != null) {
      message.setFailureDetails(InstanceMessages.failure(result.failure()));
    }
    if (result.state() != null) {
      message.setEntityState(StringValue.of(result.state()));
    }
    result.results().forEach(outcome -> message.addResults(written(outcome)));
    result.actions().forEach(action -> message.addActions(written(action)));
    return message.build().toByteArray();
  }

  private static OperationResult written(TaskOutcome outcome) {
    OperationResult.Builder message = OperationResult.newBuilder();
    switch (outcome) {
      case TaskOutcome.Succeeded succeeded -> {
        OperationResultSuccess.Builder success = message.getSuccessBuilder();
        if (succeeded.result() != null) {
          success.setResult(StringValue.of(succeeded.result()));
        }
      }
      case TaskOutcome.Failed failed -> message.setFailure(
          OperationResultFailure.newBuilder()
              .setFailureDetails(InstanceMessages.failure(failed.failure())));
    }
    return message.build();
  }

  private static OperationAction written(EntityAction action) {
    OperationAction.Builder message = OperationAction.newBuilder();
    switch (action) {
      case EntityAction.SendSignal signal -> {
        SendSignalAction.Builder built = message.getSendSignalBuilder()
            .setInstanceId(signal.instanceId()).setName(signal.operation());
        if (signal.input() != null) {
          built.setInput(StringValue.of(signal.input()));
        }
        if (signal.scheduledTime() != null) {
          built.setScheduledTime(Wrapped.time(signal.scheduledTime()));
        }
      }
      case EntityAction.StartOrchestration start -> {
        StartNewOrchestrationAction.Builder built = message.getStartNewOrchestrationBuilder()
            .setInstanceId(start.instanceId()).setName(start.function().name());
        if (start.function().version() != null) {
          built.setVersion(StringValue.of(start.function().version()));
        }
        if (start.input() != null) {
          built.setInput(StringValue.of(start.input()));
        }
        if (start.scheduledTime() != null) {
          built.setScheduledTime(Wrapped.time(start.scheduledTime()));
        }
      }
    }
    return message.build();
  }
}
