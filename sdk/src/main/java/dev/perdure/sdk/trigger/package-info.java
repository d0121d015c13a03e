/// Calls the functions that HTTP requests start: finds what each parameter of such a method wants,
/// and turns requests into arguments and results into responses. Which paths lead to a function and
/// who may call it is the host's business. Start with [HttpFunction].
@NullMarked
package dev.perdure.sdk.trigger;

import org.jspecify.annotations.NullMarked;
