/// The older form of what orchestrations and entities say to each other: JSON texts in external
/// events, read and written by hand, since the model depends on nothing. Pure: a text in, a record
/// out. No JSON of users is read here, and no other form of ours. Start with [EntityJson].
@NullMarked
package dev.perdure.model.json;

import org.jspecify.annotations.NullMarked;
