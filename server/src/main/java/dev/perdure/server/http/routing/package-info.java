/// Finds the handler of a request by its method and path. The rules of matching are those of
/// Durable Functions: the path is decoded first, slashes at both ends do not count, and letters are
/// compared without case. What the handlers do lives elsewhere. Start with [Router].
@NullMarked
package dev.perdure.server.http.routing;

import org.jspecify.annotations.NullMarked;
