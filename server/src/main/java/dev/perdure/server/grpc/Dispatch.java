package dev.perdure.server.grpc;

import dev.perdure.model.work.WorkItem;
import dev.perdure.model.work.WorkToken;
import dev.perdure.runtime.work.WorkKind;

/// One dispatch of a work item to a stream.
///
/// @param hubName the hub whose work it is
/// @param stream the number of the stream that got it
/// @param subject what SDKs without tokens say instead of one
/// @param token the hub's name for it
record Dispatch(String hubName, long stream, Subject subject, WorkToken token) {

  /// What an answer is about.
  ///
  /// @param taskId for an activity the id of the action that scheduled it, otherwise 0
  record Subject(WorkKind kind, String instanceId, int taskId) {}

  static Dispatch of(WorkItem item, String hubName, long stream) {
    String instanceId = item.token().execution().instanceId();
    Subject subject = switch (item) {
      case WorkItem.Turn _ -> new Subject(WorkKind.TURN, instanceId, 0);
      case WorkItem.Activity activity ->
        new Subject(WorkKind.ACTIVITY, instanceId, activity.taskId());
      case WorkItem.EntityBatch _ -> new Subject(WorkKind.ENTITY, instanceId, 0);
    };
    return new Dispatch(hubName, stream, subject, item.token());
  }
}
