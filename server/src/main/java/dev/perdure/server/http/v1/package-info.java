/// The clean API: instances as resources, strict parameters, problem details with stable codes,
/// filters and orders that Durable Functions has not, jobs over many instances, events instead of
/// polling, and links of single instances. Its contract is the OpenAPI document beside it. No rule
/// of orchestrations is decided here. Start with [CleanApi], the table of routes.
@NullMarked
package dev.perdure.server.http.v1;

import org.jspecify.annotations.NullMarked;
