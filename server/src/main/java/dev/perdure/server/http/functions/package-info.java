/// Serves the functions that HTTP requests start, each below the configured prefix under its own
/// route and methods, and for whoever its authorization level admits. What a function does with a
/// request is the SDK's business. Start with [FunctionRoutes].
@NullMarked
package dev.perdure.server.http.functions;

import org.jspecify.annotations.NullMarked;
