/// What clients ask of a hub and what they are told: requests, filters, outcomes. Start with
/// [Outcome].
@NullMarked
package dev.perdure.model.request;

import org.jspecify.annotations.NullMarked;
