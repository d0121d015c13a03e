/// Asks the hub and waits for its answer, for all APIs of the front alike. What a question or an
/// answer means is the API's business, and how it is carried the hub's. Start with [HubCalls].
@NullMarked
package dev.perdure.server.http.hub;

import org.jspecify.annotations.NullMarked;
