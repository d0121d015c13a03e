package dev.perdure.model;

/// Names one execution of an instance: the run between a start and its end, continue-as-new, rewind
/// or restart. Messages carry it so that a replaced instance is never hit by what was meant for the
/// old one.
///
/// @param instanceId the id of the instance within its task hub
/// @param executionId 32 lower-case hexadecimal digits unless a client chose another text
public record ExecutionKey(String instanceId, String executionId) {}
