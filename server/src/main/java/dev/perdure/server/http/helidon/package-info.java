/// Carries requests and responses over HTTP/1.1 with Helidon, on one virtual thread for each
/// connection. It is the only place that knows Helidon; limits of sizes and times are held here,
/// before anything is parsed. Start with [HelidonListener].
@NullMarked
package dev.perdure.server.http.helidon;

import org.jspecify.annotations.NullMarked;
