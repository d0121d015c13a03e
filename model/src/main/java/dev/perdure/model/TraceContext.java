package dev.perdure.model;

import org.jspecify.annotations.Nullable;

/// A W3C trace context as a client sent it.
///
/// @param traceParent the `traceparent` header's value
/// @param traceState the `tracestate` header's value, if any
public record TraceContext(String traceParent, @Nullable String traceState) {}
