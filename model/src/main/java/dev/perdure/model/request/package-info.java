/// What clients ask of a hub and what they are told: requests, filters, outcomes. Every front
/// translates between these and its own protocol. Start with [Outcome].
@NullMarked
package dev.perdure.model.request;

import org.jspecify.annotations.NullMarked;
