package dev.perdure.model;

/// The orchestration that started a sub-orchestration and waits for its result.
///
/// @param execution the parent's execution
/// @param function the parent's function
/// @param taskId the id of the action that created the child
/// @param sequence the parent's number for this dispatch, to which the result is bound
public record ParentInstance(
    ExecutionKey execution, FunctionRef function, int taskId, long sequence) {}
