package dev.perdure.model;

import org.jspecify.annotations.Nullable;

/// Names a function, and the version of it that is asked for.
///
/// @param name the registered name, never empty
/// @param version the version as sent; absent and empty both mean unversioned
public record FunctionRef(String name, @Nullable String version) {}
