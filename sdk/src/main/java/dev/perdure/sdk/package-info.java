/// What people program against: the contexts of orchestrators, activities and entities, the
/// client that starts and watches instances, the worker that runs registered functions, and the
/// two ports that they stand on. Names are those that users of Durable Functions already type.
///
/// No transport, store or engine belongs here: who answers the ports is chosen by the program.
/// The replay of a history is in the `replay` package and is as pure as the engine.
///
/// Start with the orchestration context, which shows what user code may do, then with the client.
@NullMarked
package dev.perdure.sdk;

import org.jspecify.annotations.NullMarked;
