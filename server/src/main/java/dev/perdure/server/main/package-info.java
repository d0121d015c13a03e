/// Puts the program together: finds a store and the functions, opens the hub and its fronts, and
/// closes them in good order. It is the only package of the server that sees all others; nothing
/// that could be a front's, the hub's or the store's business is done here. Start with [Perdure].
@NullMarked
package dev.perdure.server.main;

import org.jspecify.annotations.NullMarked;
