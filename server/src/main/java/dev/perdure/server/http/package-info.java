/// The HTTP front: the API of Durable Functions, the health of the server, and the requests of its
/// own command line. The layers below it are values (`exchange`), matching (`routing`), the API
/// (`durable`) and the server library (`helidon`), which alone knows what carries the bytes. No
/// rule of orchestrations belongs here. Start with [HttpFront].
@NullMarked
package dev.perdure.server.http;

import org.jspecify.annotations.NullMarked;
