/// A request and its response as plain values, whatever server carries them, and the JSON in them.
/// Nothing here knows a route, a hub or a server library. Start with [Request] and [Response].
@NullMarked
package dev.perdure.server.http.exchange;

import org.jspecify.annotations.NullMarked;
