/// Perdure inside a plain program: the ports of the SDK answered by a runtime in the same
/// process, so that a `main` method with a store is the whole product.
///
/// Only adapting belongs here. What an orchestration may do is the SDK's, what is promised is the
/// engine's, what is kept is the store's; no concrete store is named.
///
/// Start with the class that a program builds and closes; the rest is how it answers the ports.
@NullMarked
package dev.perdure.embedded;

import org.jspecify.annotations.NullMarked;
